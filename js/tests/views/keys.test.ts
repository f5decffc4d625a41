import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitOf, keyReader, type Press, rowsFor } from "../../src/views/keys";

const read = keyReader("image");

function press(key: string, more: Partial<Press> = {}): Press {
  return { key, code: "", shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more };
}

const command = (pressed: Press): string | null => {
  const meaning = read(pressed);
  return meaning && "command" in meaning ? meaning.command : null;
};

describe("the table of keys", () => {
  test("a digit chooses by its place on the keyboard, whatever it types there", () => {
    expect(read(press("&", { code: "Digit1" }))).toEqual({ label: 0 });
    expect(read(press("0", { code: "Digit0" }))).toEqual({ label: 9 });
  });

  test("Shift and a digit chooses the eleventh to the twentieth label", () => {
    expect(read(press("!", { code: "Digit1", shiftKey: true }))).toEqual({ label: 10 });
    expect(read(press(")", { code: "Digit0", shiftKey: true }))).toEqual({ label: 19 });
  });

  test("the number pad chooses too, and moves nothing while NumLock is off", () => {
    expect(digitOf(press("7", { code: "Numpad7" }))).toBe(6);
    expect(digitOf(press("Home", { code: "Numpad7" }))).toBeNull();
  });

  test("Ctrl and a digit stays the browser's", () => {
    expect(read(press("1", { code: "Digit1", ctrlKey: true }))).toBeNull();
  });

  test.each([
    ["Enter", "done"],
    ["s", "skip"],
    [".", "next"],
    ["PageDown", "next"],
    [",", "previous"],
    ["PageUp", "previous"],
    ["Delete", "delete"],
    ["Backspace", "delete"],
    ["ArrowLeft", "nudge"],
    ["f", "flag"],
    ["c", "comment"],
    ["h", "hide"],
    ["n", "draw-clicks"],
    ["e", "draw-extremes"],
    ["b", "draw-centre"],
    ["+", "zoom-in"],
    ["=", "zoom-in"],
    ["-", "zoom-out"],
    ["z", "zoom-fit"],
    ["a", "accept"],
    ["x", "reject"],
    ["Escape", "cancel"],
  ])("%s means %s", (key, meant) => {
    expect(command(press(key))).toBe(meant);
  });

  test("a letter with Shift is another key", () => {
    expect(command(press("S", { shiftKey: true }))).toBeNull();
    expect(command(press("A", { shiftKey: true }))).toBe("accept-all");
  });

  test("signs mean the same with and without Shift, as keyboards differ", () => {
    expect(command(press("?", { shiftKey: true }))).toBe("help");
    expect(command(press("?"))).toBe("help");
    expect(command(press("+", { shiftKey: true }))).toBe("zoom-in");
  });

  test("brackets are found by place, whatever stands there", () => {
    expect(command(press("ü", { code: "BracketLeft" }))).toBe("previous-annotation");
    expect(command(press("[", { code: "" }))).toBe("previous-annotation");
    expect(command(press("+", { code: "BracketRight" }))).toBe("next-annotation");
  });

  test("letters work on a Cyrillic or Greek keyboard", () => {
    expect(command(press("ы", { code: "KeyS" }))).toBe("skip");
    expect(command(press("я", { code: "KeyZ", ctrlKey: true }))).toBe("undo");
  });

  test("Ctrl and the command key both mean Mod, Shift tells undo from redo", () => {
    expect(command(press("z", { ctrlKey: true }))).toBe("undo");
    expect(command(press("z", { metaKey: true }))).toBe("undo");
    expect(command(press("Z", { ctrlKey: true, shiftKey: true }))).toBe("redo");
    expect(command(press("y", { ctrlKey: true }))).toBe("redo");
    expect(command(press("s", { ctrlKey: true }))).toBe("save");
  });

  test("arrows nudge, with Alt they resize, with Shift they go further", () => {
    expect(command(press("ArrowUp", { shiftKey: true }))).toBe("nudge");
    expect(command(press("ArrowUp", { altKey: true }))).toBe("resize");
    expect(command(press("ArrowUp", { altKey: true, shiftKey: true }))).toBe("resize");
  });

  test("the browser keeps the shortcuts that are not ours", () => {
    for (const key of ["r", "t", "w", "l", "f", "n"]) {
      expect(command(press(key, { ctrlKey: true }))).toBeNull();
    }
    expect(command(press("F5"))).toBeNull();
  });

  test("rows of another medium are left out", () => {
    expect(rowsFor("text").some((row) => row.command === "nudge")).toBe(false);
    expect(keyReader("text")(press("n"))).toBeNull();
    expect(read(press("m"))).toBeNull();
  });

  test("on a text the arrows move the caret, and PageDown scrolls instead of going on", () => {
    const text = keyReader("text");
    const command = (pressed: Press) => (text(pressed) as { command: string } | null)?.command;
    expect(command(press("ArrowRight", { shiftKey: true, altKey: true }))).toBe("caret");
    expect(command(press("ArrowRight", { ctrlKey: true, shiftKey: true }))).toBe("move-end");
    expect(command(press("PageDown"))).toBe("scroll");
    expect(command(press(" ", { code: "Space", shiftKey: true }))).toBe("scroll");
    expect(command(press("f", { ctrlKey: true }))).toBe("find");
    expect(read(press("f", { ctrlKey: true }))).toBeNull();
  });

  test("no press means a command and a label at once, and none throws", () => {
    const presses = fc.record({
      key: fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom("Enter", "Dead")),
      code: fc.constantFrom("", "KeyQ", "Digit3", "Numpad3", "BracketLeft", "Space"),
      shiftKey: fc.boolean(),
      altKey: fc.boolean(),
      ctrlKey: fc.boolean(),
      metaKey: fc.boolean(),
    });
    fc.assert(
      fc.property(presses, (pressed) => {
        const meaning = read(pressed);
        if (meaning && "label" in meaning) expect(meaning.label).toBeLessThan(20);
      }),
    );
  });
});
