import { expect, test } from "vitest";
import { carries, shortened, tagAtPointer, tagPlace } from "../../src/canvas/tags";

const TAG = { width: 40, height: 18 };

test("a tag stands on top of its box", () => {
  expect(tagPlace({ x: 100, y: 80, width: 60, height: 40 }, TAG, 0)).toEqual({ x: 99, y: 62 });
});

test("a tag goes inside where the image ends above it", () => {
  expect(tagPlace({ x: 100, y: 5, width: 60, height: 40 }, TAG, 0)).toEqual({ x: 99, y: 5 });
});

test("only a box that is big enough carries its name", () => {
  expect(carries({ width: 40, height: 36 }, TAG)).toBe(true);
  expect(carries({ width: 39, height: 90 }, TAG)).toBe(false);
  expect(carries({ width: 90, height: 35 }, TAG)).toBe(false);
});

test("at the pointer a tag keeps clear of what is about to be drawn, and in the view", () => {
  expect(tagAtPointer({ x: 100, y: 80 }, TAG)).toEqual({ x: 52, y: 54 });
  expect(tagAtPointer({ x: 20, y: 80 }, TAG)).toEqual({ x: 28, y: 54 });
  expect(tagAtPointer({ x: 100, y: 10 }, TAG)).toEqual({ x: 52, y: 18 });
});

test("a long name is shortened without cutting an emoji in two", () => {
  expect(shortened("bus")).toBe("bus");
  const firemen = "👨🏻‍🚒".repeat(40);
  expect(shortened(firemen)).toBe(`${"👨🏻‍🚒".repeat(27)}…`);
});
