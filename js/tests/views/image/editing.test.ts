import { beforeEach, describe, expect, test } from "vitest";
import { Editing } from "../../../src/views/image/editing";
import { Shapes } from "../../../src/views/image/shapes";
import { Styles } from "../../../src/views/styles";
import { boxField, type Fake, fakeDesk, label } from "./fake_desk";

const IMAGE = { width: 640, height: 480 };
const BOX = { x: 10, y: 10, width: 50, height: 40, angle: 0 };
let fake: Fake;
let shapes: Shapes;
let editing: Editing;

beforeEach(() => {
  fake = fakeDesk({
    fields: [
      {
        name: "weather",
        kind: "class",
        multiple: false,
        options: {},
        labels: [label("sun", "#ff0")],
      },
      boxField(label("bus", "#0072B2"), label("car", "#E69F00")),
    ],
    items: ["s:a", "s:b"],
  });
  shapes = new Shapes(new Styles(), {} as never);
  editing = new Editing(fake.desk, shapes);
  const follow = () => shapes.load(fake.rows(fake.desk.item.value ?? ""));
  fake.desk.editor.document.onTouched(follow, new AbortController().signal);
  fake.desk.item.subscribe(follow);
  fake.desk.item.value = "s:a";
  fake.desk.active.value = fake.desk.offers.value[1] ?? null;
});

function rows(item: string) {
  return fake.rows(item).map(({ label, geometry }) => ({ label, ...geometry }));
}

describe("a drawn shape", () => {
  test("gets the active label, is not selected, and is said", () => {
    editing.make(BOX);
    expect(rows("s:a")).toEqual([{ label: "bus", ...BOX }]);
    expect(fake.desk.selected.value).toEqual([]);
    expect(fake.said).toEqual(["box bus added, 1 on this image"]);
  });

  test("without an active label waits for its digit", () => {
    fake.desk.active.value = null;
    editing.make(BOX);
    expect(rows("s:a")).toEqual([{ label: null, ...BOX }]);
    expect(fake.desk.selected.value).toEqual([editing.waiting]);
  });

  test("belongs to the first field that is drawn when a class is active", () => {
    fake.desk.active.value = fake.desk.offers.value[0] ?? null;
    editing.make(BOX);
    expect(fake.rows("s:a")[0]).toMatchObject({ field: "box", kind: "box", label: null });
  });

  test("made for the keyboard is selected", () => {
    editing.makeCentred({ x: 0, y: 0, width: 400, height: 400 }, IMAGE);
    expect(rows("s:a")).toEqual([
      { label: "bus", x: 150, y: 150, width: 100, height: 100, angle: 0 },
    ]);
    expect(fake.desk.selected.value).toHaveLength(1);
  });
});

describe("with a box selected", () => {
  beforeEach(() => {
    editing.make(BOX);
    fake.desk.selected.value = ["a1"];
  });

  test("a duplicate stands a little aside and is selected", () => {
    editing.duplicate(IMAGE, 1);
    expect(rows("s:a")[1]).toEqual({ label: "bus", ...BOX, x: 24, y: 24 });
    expect(fake.desk.selected.value).toEqual(["a2"]);
  });

  test("pasted on the next image it stands where it was", () => {
    editing.copy();
    fake.desk.item.value = "s:b";
    editing.paste(IMAGE, 1);
    expect(rows("s:b")).toEqual([{ label: "bus", ...BOX }]);
  });

  test("pasted on a smaller image it is inside", () => {
    editing.copy();
    fake.desk.item.value = "s:b";
    editing.paste({ width: 40, height: 30 }, 1);
    expect(rows("s:b")).toEqual([{ label: "bus", x: 0, y: 0, width: 40, height: 30, angle: 0 }]);
  });

  test("pasting again goes a step further", () => {
    editing.copy();
    editing.paste(IMAGE, 1);
    editing.paste(IMAGE, 1);
    expect(rows("s:a").map((row) => ("x" in row ? row.x : null))).toEqual([10, 24, 38]);
  });

  test("an edit that changes nothing is no change", () => {
    const [shape] = editing.selected;
    if (shape === undefined) throw new Error("nothing selected");
    editing.edit(shape, { ...BOX }, false);
    expect(fake.changes).toEqual(["create a1"]);
    editing.edit(shape, { ...BOX, x: 11 }, false);
    expect(fake.changes).toEqual(["create a1", "update a1"]);
  });
});

test("with nothing selected, copying and pasting say what to do", () => {
  editing.copy();
  editing.paste(IMAGE, 1);
  expect(fake.said).toEqual([
    "select an annotation first: click it, or press [",
    "nothing copied yet",
  ]);
});
