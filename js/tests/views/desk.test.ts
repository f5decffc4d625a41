// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Desk } from "../../src/views/desk";
import { type Made, makeDesk } from "../../src/views/make_desk";
import { box, boxes, type FakeEditor, fakeEditor, field, type Given, label } from "./fake_editor";

const weather = field("weather", "class", [label("sun"), label("rain")]);
const marks = field("marks", "class", [label("dark"), label("blurred")], true);

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
  sessionStorage.clear();
});
afterEach(() => end.abort());

function open(given: Given = {}): { editor: FakeEditor; desk: Desk; made: Made } {
  const editor = fakeEditor(given);
  const settings = { height: "75vh", guide: "", idleAfter: 60, medium: "image" };
  const made = makeDesk(editor, settings, () => undefined, end.signal);
  return { editor, desk: made.view.desk, made };
}

function digit(desk: Desk, at: string): void {
  const offer = desk.offers.value.find((each) => each.digit === at);
  if (!offer) throw new Error(`no label has the digit ${at}`);
  desk.choose(offer);
}

const labels = (editor: FakeEditor, item: string) =>
  editor.document.of(item).map((each) => each.label);

describe("opening", () => {
  test("begins at the first item to do", () => {
    const { desk } = open({ answers: { "s:a.jpg": { status: "done" } } });
    expect(desk.item.value).toBe("s:b.jpg");
  });

  test("begins where the kernel last looked", () => {
    const editor = fakeEditor();
    editor.lastViewed.value = "s:c.jpg";
    const settings = { height: "75vh", guide: "", idleAfter: 60, medium: "image" };
    const { view } = makeDesk(editor, settings, () => undefined, end.signal);
    expect(view.desk.item.value).toBe("s:c.jpg");
  });

  test("a reload in the same tab comes back as it was", () => {
    const first = open();
    first.desk.go("s:b.jpg");
    first.desk.filter.value = { status: "todo", label: null, flagged: false };
    digit(first.desk, "2");
    first.desk.typeSize.value = 21;
    const again = open();
    expect(again.desk.item.value).toBe("s:b.jpg");
    expect(again.desk.filter.value.status).toBe("todo");
    expect(again.desk.active.value?.label.name).toBe("car");
    expect(again.desk.typeSize.value).toBe(21);
  });

  test("the first drawn label is active at once", () => {
    expect(open().desk.active.value?.label.name).toBe("bus");
  });
});

describe("labels", () => {
  test("digits are numbered across fields in declared order", () => {
    const { desk } = open({ fields: [boxes, weather] });
    expect(desk.offers.value.map((each) => [each.digit, each.label.name])).toEqual([
      ["1", "bus"],
      ["2", "car"],
      ["3", "person"],
      ["4", "sun"],
      ["5", "rain"],
    ]);
  });

  test("the eleventh label has Shift and 1, the twenty-first none", () => {
    const many = field(
      "box",
      "box",
      Array.from({ length: 21 }, (_, at) => label(`l${at}`)),
    );
    const { desk } = open({ fields: [many] });
    expect(desk.offers.value[10]?.digit).toBe("⇧1");
    expect(desk.offers.value[20]?.digit).toBe("");
  });

  test("a label no longer offered has no digit and cannot be chosen", () => {
    const old = field("box", "box", [label("bus"), label("lorry", { offered: false })]);
    expect(open({ fields: [old] }).desk.offers.value).toHaveLength(1);
  });

  test("a digit makes its label active", () => {
    const { desk } = open();
    digit(desk, "2");
    expect(desk.active.value?.label.name).toBe("car");
  });

  test("with something selected a digit relabels it and leaves the active label", () => {
    const { desk, editor } = open({ annotations: [box("s:a.jpg", "bus", { id: "one" })] });
    desk.selected.value = ["one"];
    digit(desk, "2");
    expect(labels(editor, "s:a.jpg")).toEqual(["car"]);
    expect(desk.active.value?.label.name).toBe("bus");
    expect(desk.selected.value).toEqual(["one"]);
  });

  test("pressing the same label again changes nothing", () => {
    const { desk, editor } = open({ annotations: [box("s:a.jpg", "bus", { id: "one" })] });
    desk.selected.value = ["one"];
    digit(desk, "1");
    expect(editor.log).toEqual([]);
  });

  test("what waited for its digit is finished by it, and no longer selected", () => {
    const { desk, editor } = open({ annotations: [box("s:a.jpg", null, { id: "one" })] });
    desk.selected.value = ["one"];
    digit(desk, "3");
    expect(labels(editor, "s:a.jpg")).toEqual(["person"]);
    expect(desk.selected.value).toEqual([]);
  });

  test("what is locked is not relabelled or deleted", () => {
    const { desk, editor } = open({ annotations: [box("s:a.jpg", "bus", { id: "one" })] });
    desk.selected.value = ["one"];
    desk.locked.value = new Set(["one"]);
    digit(desk, "2");
    desk.command("delete");
    expect(labels(editor, "s:a.jpg")).toEqual(["bus"]);
  });

  test("the active label follows when Python renames its neighbours, and goes when it goes", () => {
    const { desk, editor } = open();
    digit(desk, "2");
    editor.fields.value = [field("box", "box", [label("van"), label("car", { color: "#123456" })])];
    expect(desk.active.value?.label.color).toBe("#123456");
    editor.fields.value = [field("box", "box", [label("van")])];
    expect(desk.active.value).toBeNull();
  });
});

describe("answers", () => {
  test("a single choice goes on by itself when it is all that is asked, in one undo", () => {
    const { desk, editor } = open({ fields: [weather] });
    digit(desk, "2");
    expect(labels(editor, "s:a.jpg")).toEqual(["rain"]);
    expect(editor.document.answer("s:a.jpg").status).toBe("done");
    expect(desk.item.value).toBe("s:b.jpg");
    desk.command("undo");
    expect(labels(editor, "s:a.jpg")).toEqual([]);
    expect(editor.document.answer("s:a.jpg").status).toBe("todo");
    expect(desk.item.value).toBe("s:a.jpg");
  });

  test("it stays where the item was done already", () => {
    const { desk, editor } = open({
      fields: [weather],
      answers: { "s:a.jpg": { status: "done" } },
    });
    desk.go("s:a.jpg");
    digit(desk, "1");
    expect(desk.item.value).toBe("s:a.jpg");
    digit(desk, "2");
    expect(labels(editor, "s:a.jpg")).toEqual(["rain"]);
  });

  test("taken off again, an item that asked for nothing else is to do again", () => {
    const { desk, editor } = open({ fields: [weather] });
    digit(desk, "2");
    desk.go("s:a.jpg");
    digit(desk, "2");
    expect(labels(editor, "s:a.jpg")).toEqual([]);
    expect(editor.document.answer("s:a.jpg").status).toBe("todo");
    desk.command("undo");
    expect(labels(editor, "s:a.jpg")).toEqual(["rain"]);
    expect(editor.document.answer("s:a.jpg").status).toBe("done");
  });

  test("it stays where more is asked, and several answers toggle", () => {
    const { desk, editor } = open({ fields: [weather, marks] });
    digit(desk, "1");
    digit(desk, "3");
    digit(desk, "4");
    digit(desk, "3");
    expect(desk.item.value).toBe("s:a.jpg");
    expect(labels(editor, "s:a.jpg")).toEqual(["sun", "blurred"]);
  });
});

describe("what is said", () => {
  test("hiding is said", () => {
    const { desk, made } = open();
    desk.command("hide");
    expect(made.view.said.value).toBe("annotations hidden while H is held");
  });

  test("what was said of one item is not left standing over the next", () => {
    const { desk, made } = open();
    desk.command("flag");
    desk.go("s:b.jpg");
    expect(made.view.said.value).toBe("");
  });
});

describe("done and skip", () => {
  test("done marks the item and goes to the next one to do", () => {
    const { desk, editor } = open({ answers: { "s:b.jpg": { status: "skipped" } } });
    desk.command("done");
    expect(editor.document.answer("s:a.jpg").status).toBe("done");
    expect(desk.item.value).toBe("s:c.jpg");
  });

  test("the seconds spent are kept in the same change", () => {
    const { desk, editor, made } = open();
    const now = vi.spyOn(performance, "now");
    now.mockReturnValue(1000);
    made.watch.touch();
    now.mockReturnValue(8000);
    desk.command("done");
    expect(editor.log).toHaveLength(1);
    expect(editor.document.answer("s:a.jpg").seconds).toBe(7);
  });

  test("leaving an item keeps its seconds too", () => {
    const { desk, editor, made } = open();
    const now = vi.spyOn(performance, "now");
    now.mockReturnValue(1000);
    made.watch.touch();
    now.mockReturnValue(5000);
    desk.command("next");
    expect(editor.document.answer("s:a.jpg")).toMatchObject({ status: "todo", seconds: 4 });
  });

  test("Enter on an item already done goes on without a change", () => {
    const { desk, editor } = open({ answers: { "s:a.jpg": { status: "done" } } });
    desk.go("s:a.jpg");
    desk.command("done");
    expect(desk.item.value).toBe("s:b.jpg");
    expect(editor.log).toEqual([]);
  });

  test("with nothing left to do it stays and says so", () => {
    const { desk, made } = open({ items: ["s:a.jpg"] });
    desk.command("skip");
    expect(desk.item.value).toBe("s:a.jpg");
    expect(made.view.said.value).toContain("nothing left to do here");
  });

  test("with the filter on to do, done goes on from where the item was", () => {
    const { desk } = open();
    desk.filter.value = { status: "todo", label: null, flagged: false };
    desk.go("s:b.jpg");
    desk.command("done");
    expect(desk.item.value).toBe("s:c.jpg");
    expect(desk.shown.value).toEqual(["s:a.jpg", "s:c.jpg"]);
  });

  test("next and previous leave the status as it is", () => {
    const { desk, editor } = open();
    desk.command("next");
    desk.command("previous");
    expect(desk.item.value).toBe("s:a.jpg");
    expect(editor.log).toEqual([]);
  });
});

describe("undo", () => {
  test("goes to the item where it happened and says what was undone", () => {
    const { desk, editor, made } = open();
    editor.create("s:a.jpg", { field: "box", kind: "box", label: "bus", geometry: {} });
    desk.go("s:c.jpg");
    desk.command("undo");
    expect(desk.item.value).toBe("s:a.jpg");
    expect(made.view.said.value).toBe("undone: box bus added");
    desk.command("redo");
    expect(made.view.said.value).toBe("redone: box bus added");
  });

  test("with nothing to undo it says so", () => {
    const { desk, made } = open();
    desk.command("undo");
    expect(made.view.said.value).toBe("nothing to undo");
  });
});

describe("Escape", () => {
  test("unselects first, then clears the active label", () => {
    const { desk } = open({ annotations: [box("s:a.jpg", "bus", { id: "one" })] });
    desk.selected.value = ["one"];
    desk.command("cancel");
    expect(desk.selected.value).toEqual([]);
    expect(desk.active.value).not.toBeNull();
    desk.command("cancel");
    expect(desk.active.value).toBeNull();
  });
});

describe("annotations", () => {
  test("the brackets walk through them, around the end, leaving out what is hidden", () => {
    const { desk } = open({
      annotations: ["one", "two", "three"].map((id) => box("s:a.jpg", "bus", { id })),
    });
    desk.invisible.value = new Set(["two"]);
    const visited = [1, 2, 3].map(() => {
      desk.command("next-annotation");
      return desk.selected.value[0];
    });
    expect(visited).toEqual(["one", "three", "one"]);
    desk.command("previous-annotation");
    expect(desk.selected.value).toEqual(["three"]);
  });

  test("delete takes away the selected and says how to get it back", () => {
    const { desk, editor, made } = open({ annotations: [box("s:a.jpg", "bus", { id: "one" })] });
    desk.selected.value = ["one"];
    desk.command("delete");
    expect(labels(editor, "s:a.jpg")).toEqual([]);
    expect(made.view.said.value).toBe("box bus deleted · Ctrl Z undoes");
  });

  test("what is deleted elsewhere is no longer selected here", () => {
    const one = box("s:a.jpg", "bus", { id: "one" });
    const { desk, editor } = open({ annotations: [one] });
    desk.selected.value = ["one"];
    editor.remove([one]);
    expect(desk.selected.value).toEqual([]);
  });
});
