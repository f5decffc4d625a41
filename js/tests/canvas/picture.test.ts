import { expect, test } from "vitest";
import { levelFor } from "../../src/canvas/picture";

test("the smallest level that loses nothing is drawn", () => {
  expect([1, 0.6, 0.5, 0.3, 0.25, 0.01].map((factor) => levelFor(factor, 3))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
});

test("enlarged, it is the picture itself", () => {
  expect(levelFor(12, 3)).toBe(0);
});

test("while the halves are not there yet, it is what there is", () => {
  expect(levelFor(0.1, 1)).toBe(0);
});
