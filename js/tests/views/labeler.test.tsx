// @vitest-environment happy-dom
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Handle } from "../../src/views/handle";
import { type LabelerElement, mountLabeler } from "../../src/views/labeler";
import {
  box,
  boxes,
  type FakeEditor,
  fakeEditor,
  field,
  type Given,
  label,
  SAVED,
  TASK,
} from "./fake_editor";
import { made, stubStage } from "./stub_stage";

const HTML = "<img src=x onerror=alert(1)>";
const GUIDE = `# Rules\n\nDraw **tight**. ${HTML}\n\n[ok](https://example.org) [no](javascript:alert(1))`;
const weather = field("weather", "class", [label("sun"), label("rain")]);

let end: AbortController;
let host: HTMLElement;

beforeEach(() => {
  end = new AbortController();
  host = document.body.appendChild(document.createElement("div"));
  sessionStorage.clear();
});
afterEach(() => {
  end.abort();
  host.remove();
});

function mount(given: Given = {}, before: (editor: FakeEditor) => void = () => undefined) {
  const editor = fakeEditor(given);
  before(editor);
  const settings = { height: "600px", guide: GUIDE, idleAfter: 60, medium: "image" };
  mountLabeler(host, editor, stubStage, settings, end.signal);
  const root = host.querySelector<LabelerElement>(".nbl-labeler");
  if (!root?.nblabel) throw new Error("no labeler was mounted");
  return { editor, root, handle: root.nblabel, canvas: root.querySelector("canvas") };
}

const drawn = () => new Promise((resolve) => setTimeout(resolve));

function find(root: Element, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

const tool = (root: Element, command: string) => find(root, `[data-command="${command}"]`);

function type(input: HTMLElement, text: string): void {
  (input as HTMLInputElement).value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function press(target: Element | null, key: string, more: KeyboardEventInit = {}) {
  const code = /^\d$/.test(key) ? `Digit${key}` : "";
  const event = new KeyboardEvent("keydown", {
    key,
    code,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  target?.dispatchEvent(event);
  await drawn();
  return event;
}

describe("keys", () => {
  test("no key gets out to the notebook", async () => {
    const heard: string[] = [];
    const outside = (event: KeyboardEvent) => heard.push(event.key);
    document.body.addEventListener("keydown", outside);
    const { canvas } = mount();
    for (const key of ["a", "b", "x", "d", "0", "1", "Enter", "Escape", "q"]) {
      await press(canvas, key);
    }
    document.body.removeEventListener("keydown", outside);
    expect(heard).toEqual([]);
  });

  test("every element that can have the focus keeps JupyterLab's shortcuts off", async () => {
    const { root, canvas } = mount({ annotations: [box("s:a.jpg", "bus")] });
    await press(canvas, "?");
    await press(canvas, "c");
    const open = [...root.querySelectorAll("button, input, select, a, canvas, [tabindex]")].filter(
      (each) => each.getAttribute("data-lm-suppress-shortcuts") !== "true",
    );
    expect(open.map((each) => each.outerHTML)).toEqual([]);
  });

  test("Tab and the browser's own shortcuts are left alone", async () => {
    const { canvas } = mount();
    expect((await press(canvas, "Tab")).defaultPrevented).toBe(false);
    expect((await press(canvas, "r", { ctrlKey: true })).defaultPrevented).toBe(false);
    expect((await press(canvas, "F5")).defaultPrevented).toBe(false);
  });

  test("Ctrl S never opens the browser's dialogue, not even while typing", async () => {
    const { root, canvas } = mount();
    expect((await press(canvas, "s", { ctrlKey: true })).defaultPrevented).toBe(true);
    await press(canvas, "c");
    const input = find(root, ".nbl-comment input");
    expect((await press(input, "s", { ctrlKey: true })).defaultPrevented).toBe(true);
  });

  test("a label's own key chooses it", async () => {
    const { root, canvas } = mount();
    await press(canvas, "p");
    expect(find(root, '.nbl-chip[aria-pressed="true"]').textContent).toContain("person");
  });

  test("holding Enter does not run through the items", async () => {
    const { editor, canvas } = mount();
    await press(canvas, "Enter");
    await press(canvas, "Enter", { repeat: true });
    expect(editor.document.tally.value.done).toBe(1);
  });

  test("Enter on a button presses the button", async () => {
    const { root, editor } = mount();
    const event = await press(tool(root, "flag"), "Enter");
    expect(event.defaultPrevented).toBe(false);
    expect(editor.document.tally.value.done).toBe(0);
  });

  test("H hides only while it is held", async () => {
    const { root, canvas } = mount();
    tool(root, "more").click();
    await press(canvas, "h");
    expect(tool(root, "hide").getAttribute("aria-pressed")).toBe("true");
    canvas?.dispatchEvent(new KeyboardEvent("keyup", { key: "h", bubbles: true }));
    await drawn();
    expect(tool(root, "hide").getAttribute("aria-pressed")).toBe("false");
  });

  test("what is the stage's goes to the stage", async () => {
    const { canvas } = mount();
    await press(canvas, "n");
    await press(canvas, "ArrowLeft");
    expect(made.at(-1)?.commands).toEqual(["draw-clicks", "nudge"]);
  });
});

describe("whatever a key does, a visible control does too", () => {
  test.each([
    "undo",
    "redo",
    "delete",
    "duplicate",
    "copy",
    "paste",
    "draw-clicks",
    "draw-extremes",
    "draw-centre",
    "cancel",
    "zoom-in",
    "zoom-out",
    "zoom-fit",
    "hide",
    "flag",
    "comment",
    "full-screen",
    "help",
    "done",
    "skip",
    "next",
    "previous",
    "next-annotation",
    "previous-annotation",
  ])("%s", (command) => {
    const { root } = mount({ annotations: [box("s:a.jpg", "bus")] });
    const more = root.querySelector<HTMLElement>('[data-command="more"]');
    more?.click();
    return drawn().then(() => {
      const button = tool(root, command);
      expect(button.title || button.textContent).not.toBe("");
      expect(button.getAttribute("aria-label") ?? button.textContent).toBeTruthy();
    });
  });
});

describe("text is text", () => {
  test("label names, descriptions, comments and names never become elements", async () => {
    const odd = field("box", "box", [label(HTML, { description: HTML })]);
    const { root, canvas } = mount(
      {
        fields: [odd],
        annotations: [box("s:a.jpg", HTML)],
        answers: { "s:a.jpg": { comment: HTML } },
      },
      (editor) => {
        editor.annotator.value = { name: HTML, generic: false, others: [] };
        editor.notices.value = [{ level: "error", text: HTML }];
      },
    );
    await press(canvas, "?");
    expect(root.querySelectorAll('img[src="x"]')).toHaveLength(0);
    expect(find(root, ".nbl-chip").textContent).toContain(HTML);
    expect(find(root, ".nbl-about").textContent).toContain(HTML);
  });

  test("the guide is Markdown without HTML, with links to the web only", async () => {
    const { root, canvas } = mount();
    await press(canvas, "?");
    const guide = find(root, ".nbl-markdown");
    expect(find(guide, "strong").textContent).toBe("tight");
    expect(guide.textContent).toContain(HTML);
    expect([...guide.querySelectorAll("a")].map((each) => each.getAttribute("href"))).toEqual([
      "https://example.org",
    ]);
    expect(guide.textContent).toContain("no");
  });
});

describe("the comment", () => {
  test("Enter keeps it and gives the canvas the focus back", async () => {
    const { root, editor, canvas } = mount();
    await press(canvas, "c");
    const input = find(root, ".nbl-comment input");
    expect(document.activeElement).toBe(input);
    type(input, "half hidden");
    await press(input, "Enter");
    expect(editor.document.answer("s:a.jpg").comment).toBe("half hidden");
    expect(root.querySelector(".nbl-comment")).toBeNull();
    expect(document.activeElement).toBe(canvas);
  });

  test("Esc leaves it as it was", async () => {
    const { root, editor, canvas } = mount({ answers: { "s:a.jpg": { comment: "old" } } });
    await press(canvas, "c");
    const input = find(root, ".nbl-comment input");
    type(input, "new");
    await press(input, "Escape");
    expect(editor.document.answer("s:a.jpg").comment).toBe("old");
  });

  test("going on with it open loses nothing", async () => {
    const { root, editor, canvas } = mount();
    await press(canvas, "c");
    type(find(root, ".nbl-comment input"), "dark");
    tool(root, "next").click();
    await drawn();
    expect(editor.document.answer("s:a.jpg").comment).toBe("dark");
  });
});

describe("the status line", () => {
  const saved = (root: Element) => find(root, ".nbl-saved");

  test("says where we are and how far", () => {
    const { root } = mount({ answers: { "s:a.jpg": { status: "done" } } });
    expect(find(root, ".nbl-position").textContent).toBe("2 of 3");
    expect(find(root, ".nbl-tally").textContent).toBe("1 done");
  });

  test("teaches until the first item is done", async () => {
    const { root, canvas } = mount();
    expect(find(root, ".nbl-message").textContent).toBe("drag to draw · 1–3 label · Enter done");
    await press(canvas, "Enter");
    expect(find(root, ".nbl-message").textContent).toContain("done · now 2 of 3");
  });

  test("with one label there is none to choose", () => {
    const { root } = mount({ fields: [field("box", "box", [label("tree")])] });
    expect(find(root, ".nbl-message").textContent).toBe("drag to draw · Enter done");
  });

  test("at the end what is worth another look stands beside the last act at once", async () => {
    const { root, canvas } = mount({
      answers: { "s:a.jpg": { status: "skipped" }, "s:b.jpg": { status: "done", flagged: true } },
    });
    await press(canvas, "Enter");
    const said = find(root, ".nbl-message");
    expect(said.textContent).toContain("nothing left to do here");
    expect([...said.querySelectorAll("button")].map((each) => each.textContent)).toEqual([
      "review 1 flagged",
      "review 1 skipped",
    ]);
  });

  test("calls nothing saved that is not", async () => {
    const { root, editor } = mount();
    const shown = () => find(root, ".nbl-saved span").textContent;
    expect(shown()).toBe("saved");
    editor.saving.value = { ...SAVED, waiting: 3, because: "busy" };
    await vi.waitFor(() => expect(shown()).toBe("3 waiting: kernel busy"));
    editor.saving.value = { ...SAVED, waiting: 3, because: "gone" };
    await vi.waitFor(() => expect(shown()).toBe("kernel gone: 3 waiting"));
    expect(saved(root).title).toContain("3 changes are safe in this browser; restart the kernel");
    editor.saving.value = { ...SAVED, waiting: 1, because: "store", why: "the disk is full" };
    await vi.waitFor(() => expect(shown()).toBe("not saved: the disk is full"));
  });

  test("says that a store in memory keeps nothing", () => {
    const { root } = mount({}, (editor) => {
      editor.task.value = { ...TASK, kept: false };
    });
    expect(find(root, ".nbl-saved span").textContent).toBe("memory only: not saved");
  });

  test("asks a generic name who it is, in place", async () => {
    const { root, editor } = mount({}, (each) => {
      each.annotator.value = { name: "jovyan", generic: true, others: [] };
    });
    const input = find(root, ".nbl-who input");
    expect(input.getAttribute("aria-label")).toBe("who are you?");
    expect(document.activeElement).not.toBe(input);
    type(input, "anna");
    await press(input, "Enter");
    expect(editor.named).toEqual(["anna"]);
  });

  test("changes who labels, and Esc leaves it", async () => {
    const { root, editor } = mount();
    find(root, ".nbl-who button").click();
    await drawn();
    type(find(root, ".nbl-who input"), "ben");
    await press(find(root, ".nbl-who input"), "Escape");
    expect(editor.named).toEqual([]);
    expect(find(root, ".nbl-who").textContent).toBe("as anna");
  });

  test("offers to go on with somebody else's work where nothing is one's own", async () => {
    const { root, editor } = mount({}, (each) => {
      const others = [{ name: "bob", annotations: 31, done: 4 }];
      each.annotator.value = { name: "anna", generic: false, others };
    });
    expect(find(root, ".nbl-message").textContent).toContain("31 annotations by bob are here");
    find(root, ".nbl-message .nbl-link").click();
    expect(editor.named).toEqual(["bob"]);
  });

  test("at the end says where it is saved and leads to what was flagged or skipped", async () => {
    const { root, handle } = mount({
      answers: {
        "s:a.jpg": { status: "done" },
        "s:b.jpg": { status: "skipped" },
        "s:c.jpg": { status: "done", flagged: true },
      },
    });
    expect(find(root, ".nbl-finished").textContent).toContain(TASK.path);
    const links = [...root.querySelectorAll<HTMLElement>(".nbl-message .nbl-link")];
    expect(links.map((each) => each.textContent)).toEqual(["review 1 flagged", "review 1 skipped"]);
    links[0]?.click();
    expect(handle.state().item).toBe("c.jpg");
  });
});

describe("in place of the item", () => {
  const sentence = (root: Element) => root.querySelector(".nbl-sentence")?.textContent;

  test("no items", () => {
    expect(sentence(mount({ items: [] }).root)).toContain("nothing to label");
  });

  test("a failure says what to do", () => {
    const { root } = mount({}, (editor) => {
      editor.failure.value = "restart the kernel and run the cell again";
    });
    expect(sentence(root)).toBe("restart the kernel and run the cell again");
  });

  test("a busy kernel, and then the item", async () => {
    const { root, editor } = mount({}, (each) => {
      each.task.value = null;
      each.kernel.value = "busy";
    });
    expect(sentence(root)).toContain("the kernel is busy");
    editor.task.value = TASK;
    await drawn();
    expect(sentence(root)).toBeUndefined();
  });
});

describe("the handle for robots", () => {
  test("tells the item, its rows and what is not saved", async () => {
    const one = box("i:7", "bus", { id: "one", geometry: { x: 1, y: 2, width: 3, height: 4 } });
    const { handle, editor } = mount({ items: ["i:7"], annotations: [one] });
    await handle.ready;
    editor.saving.value = { ...SAVED, waiting: 2 };
    const state: ReturnType<Handle["state"]> = handle.state();
    expect(state).toMatchObject({ item: 7, status: "todo", unsaved: 2, kernel: "idle", zoom: 0.5 });
    expect(state.annotations[0]).toMatchObject({
      id: "one",
      item: 7,
      label: "bus",
      x: 1,
      width: 3,
    });
  });
});

describe("the life of a view", () => {
  test("ends with its signal and leaves nothing behind", () => {
    mount();
    end.abort();
    expect(host.children).toHaveLength(0);
  });

  test.each([
    ["boxes", [boxes]],
    ["classes", [weather]],
    ["both", [boxes, weather]],
  ])(
    "has no violation of the accessibility rules: %s",
    async (_, fields) => {
      const { root, canvas } = mount({ fields, annotations: [box("s:a.jpg", "bus")] });
      for (const opened of ["", "?", "c"]) {
        if (opened) await press(canvas, opened);
        // Colours are checked in a real browser; here there is no layout to see them in.
        const { violations } = await axe.run(root, {
          rules: { "color-contrast": { enabled: false } },
        });
        expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
      }
      // It looks at every rule: long, where other work takes the processor.
    },
    30_000,
  );
});
