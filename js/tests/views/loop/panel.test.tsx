// @vitest-environment happy-dom
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Loop } from "../../../src/state/loop";
import { mountLabeler } from "../../../src/views/labeler";
import { loop, queue, round } from "../../state/some_loop";
import { boxes, type FakeEditor, fakeEditor, field, label } from "../fake_editor";
import { stubStage } from "../stub_stage";

const digit = field("class", "class", [label("zero"), label("one")]);
const FAILED = loop({
  state: "failed",
  error: { said: "ValueError: no", detail: "Traceback\n  File …\nValueError: no" },
});

let end: AbortController;
let host: HTMLElement;
let editor: FakeEditor;

beforeEach(() => {
  end = new AbortController();
  host = document.body.appendChild(document.createElement("div"));
  sessionStorage.clear();
});
afterEach(() => {
  end.abort();
  host.remove();
});

/** A labeler 1000 px wide: room for the panel beside the item, but not for a list there too. */
function mount(now: Loop | null, fields = [digit]): void {
  editor = fakeEditor({ fields });
  editor.loop.value = now;
  const order = queue(["s:c.jpg", "s:b.jpg", "s:a.jpg"], ["margin 0.03", "margin 0.05"]);
  editor.queue.value = now && order;
  const settings = { height: "600px", guide: "", idleAfter: 60, medium: "image" };
  mountLabeler(host, editor, stubStage, settings, end.signal);
}

const drawn = () => new Promise((resolve) => setTimeout(resolve));
const panel = () => host.querySelector<HTMLElement>(".nbl-loop");
const text = (selector: string) => host.querySelector(selector)?.textContent ?? null;
const button = (name: string) =>
  [...host.querySelectorAll("button")].find(
    (each) => (each.getAttribute("aria-label") ?? each.textContent)?.startsWith(name) ?? false,
  ) as HTMLButtonElement;

async function click(name: string): Promise<void> {
  button(name).click();
  await drawn();
}

async function press(key: string): Promise<void> {
  const event = { key, code: /\d/.test(key) ? `Digit${key}` : "", bubbles: true, cancelable: true };
  host.querySelector("canvas")?.dispatchEvent(new KeyboardEvent("keydown", event));
  await drawn();
}

describe("where nothing learns", () => {
  test("there is no panel and no tool for it", () => {
    mount(null);
    expect(panel()).toBeNull();
    expect(host.querySelector(".nbl-fold")).toBeNull();
    expect(text(".nbl-position")).toBe("1 of 3");
  });
});

describe("walking", () => {
  test("the labeler opens at the queue's first item, and an answer goes to its second", async () => {
    mount(loop());
    expect(text(".nbl-position")).toBe("item 3 of 3");
    await press("1");
    expect(text(".nbl-position")).toBe("item 2 of 3");
    expect(text(".nbl-message")).toContain("now item 2 ·");
  });

  test("the reason stands by its item, whatever the queue becomes, and the next has its own", async () => {
    mount(loop());
    expect(text(".nbl-reason")).toBe("why: margin 0.03");
    editor.queue.value = queue(["s:a.jpg"], ["margin 0.20"]);
    await drawn();
    expect(text(".nbl-reason")).toBe("why: margin 0.03");
    await press("1");
    expect(text(".nbl-reason")).toBe("why: margin 0.05");
  });

  test("where there is no reason its place stays, and is empty", async () => {
    mount(loop());
    await press("1");
    await press("1");
    expect(text(".nbl-reason")).toBe("");
  });
});

test("an answer that the model is to learn from first says what it waits for", async () => {
  mount(loop({ retrain: "wait" }));
  editor.queue.value = queue(["s:c.jpg"]);
  await press("1");
  expect(text(".nbl-message")).toContain("done · the next item comes once the model has chosen it");
  expect(text(".nbl-position")).toBe("item 3 of 3");
  editor.queue.value = queue(["s:a.jpg"]);
  await drawn();
  expect(text(".nbl-position")).toBe("item 1 of 3");
});

describe("the panel", () => {
  test("says the score with its interval, on how much it was measured, and what comes next", () => {
    mount(loop());
    expect(text(".nbl-loop-score")).toBe("accuracy 0.600.50–0.70");
    expect(text(".nbl-loop-tested")).toBe("on 12 held-out items");
    expect(text(".nbl-loop-said")).toBe("trained on 20; 6 more labels until the next round");
  });

  test("draws the curve with its band, and says it to those who do not see it", () => {
    mount(loop({ curve: [1, 2, 3, 4].map((n) => round(n)) }));
    const curve = panel()?.querySelector("svg.nbl-curve");
    expect(curve?.querySelectorAll(".nbl-curve-point")).toHaveLength(4);
    expect(
      curve?.querySelector(".nbl-curve-band")?.getAttribute("points")?.split(" "),
    ).toHaveLength(8);
    expect(curve?.getAttribute("aria-label")).toBe(
      "learning curve: accuracy 0.70 (0.60 to 0.80) after 40 labels, 6 minutes, on 12 held-out items, round 4",
    );
  });

  test("breaks the curve where a round could not be measured", () => {
    const none = { score: null, low: null, high: null };
    mount(loop({ curve: [round(1), round(2), round(3, none), round(4)] }));
    expect(host.querySelectorAll(".nbl-curve-line")).toHaveLength(2);
    expect(host.querySelectorAll(".nbl-curve-bar")).toHaveLength(1);
  });

  test("can draw it against minutes", async () => {
    mount(loop({ curve: [round(1, { labels: 700 }), round(2, { labels: 900 })] }));
    expect(text(".nbl-curve-axes")).toContain("800");
    await click("minutes");
    expect(button("minutes").getAttribute("aria-pressed")).toBe("true");
    expect(text(".nbl-curve-axes")).not.toContain("800");
  });

  test("before the first model there is a place for the curve", () => {
    mount(loop({ state: "cold", curve: [], said: "4 more labels until the first model" }));
    expect(text(".nbl-no-curve")).toBe("the learning curve begins with the first model");
    expect(button("Train now").getAttribute("aria-disabled")).toBe("true");
  });

  test("a model that nothing measured yet says so", () => {
    mount(loop({ curve: [round(1, { score: null, low: null, high: null, tested: 0 })] }));
    expect(text(".nbl-no-curve")).toContain("no held-out item is labeled yet");
    expect(text(".nbl-loop-score")).toBe("accuracy");
  });

  test("what went wrong is one line, and the rest unfolds", async () => {
    mount(FAILED);
    expect(text(".nbl-loop-trouble p")).toBe("ValueError: no");
    expect(host.querySelector("pre")).toBeNull();
    await click("what happened");
    expect(text("pre")).toContain("Traceback");
    expect(text(".nbl-fold .nbl-sr")).toBe("failed: ValueError: no");
  });

  test("a failed model stops nobody", async () => {
    mount(FAILED);
    await press("1");
    expect(editor.document.tally.value.done).toBe(1);
  });
});

describe("what one can tell the loop", () => {
  test("to train now, to pause, and to go on", async () => {
    mount(loop());
    await click("Train now");
    await click("Pause");
    editor.loop.value = loop({ paused: true });
    await drawn();
    await click("Resume");
    expect(editor.steered).toEqual(["train", "pause", "resume"]);
    expect(text(".nbl-message")).toContain("training goes on");
  });

  test("not to train while it does", async () => {
    mount(loop({ state: "training" }));
    await click("Train now");
    expect(editor.steered).toEqual([]);
  });
});

describe("room", () => {
  test("a list beside the item leaves the panel none: it folds into its tool, with the reason", async () => {
    mount(loop(), [boxes]);
    expect(panel()).toBeNull();
    expect(text(".nbl-fold .nbl-reason")).toBe("why: margin 0.03");
    await click("active learning");
    expect(panel()?.dataset["over"]).toBe("true");
    await press("Escape");
    expect(panel()).toBeNull();
  });

  test("a panel that was closed stays closed when the page comes back", async () => {
    mount(loop());
    await click("active learning");
    expect(panel()).toBeNull();
    end.abort();
    end = new AbortController();
    mount(loop());
    expect(panel()).toBeNull();
  });
});

test.each([
  ["cold", loop({ state: "cold", curve: [] })],
  ["training", loop({ state: "training", hint: "the curve has been flat for 3 rounds" })],
  ["failed", FAILED],
])(
  "has no violation of the accessibility rules: %s",
  async (_, now) => {
    mount(now);
    if (now.error) await click("what happened");
    // Colours are checked in a real browser; here there is no layout to see them in.
    const { violations } = await axe.run(host, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
    const open = [...host.querySelectorAll("button, [tabindex]")].filter(
      (each) => each.getAttribute("data-lm-suppress-shortcuts") !== "true",
    );
    expect(open.map((each) => each.outerHTML)).toEqual([]);
  },
  30_000,
);
