import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipped, held, moved, resized, SMALLEST } from "../../src/geometry/box_edit";
import type { Rect } from "../../src/geometry/rect";

const IMAGE = { width: 200, height: 100 };
const rects = fc
  .tuple(fc.nat(150), fc.nat(70), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 30 }))
  .map(([x, y, width, height]): Rect => ({ x, y, width, height }));
const deltas = fc.record({
  x: fc.integer({ min: -400, max: 400 }),
  y: fc.integer({ min: -400, max: 400 }),
});
const edges = fc.constantFrom("n", "e", "s", "w", "nw", "ne", "se", "sw");

function isInside({ x, y, width, height }: Rect): boolean {
  return x >= 0 && y >= 0 && x + width <= IMAGE.width && y + height <= IMAGE.height;
}

describe("moving", () => {
  test("keeps the size and stays inside the image", () => {
    fc.assert(
      fc.property(rects, deltas, (rect, delta) => {
        const after = moved(rect, delta, IMAGE);
        expect([after.width, after.height]).toEqual([rect.width, rect.height]);
        expect(isInside(after)).toBe(true);
      }),
    );
  });

  test("and back gives the same rectangle, where no edge was in the way", () => {
    const rect = { x: 50, y: 40, width: 20, height: 10 };
    const there = moved(rect, { x: 30, y: -25 }, IMAGE);
    expect(moved(there, { x: -30, y: 25 }, IMAGE)).toEqual(rect);
  });
});

describe("resizing", () => {
  test("never leaves the image and never loses its area", () => {
    fc.assert(
      fc.property(rects, edges, deltas, (rect, names, delta) => {
        const after = resized(rect, names, delta, IMAGE);
        expect(isInside(after)).toBe(true);
        expect(after.width).toBeGreaterThanOrEqual(Math.min(rect.width, SMALLEST));
        expect(after.height).toBeGreaterThanOrEqual(Math.min(rect.height, SMALLEST));
      }),
    );
  });

  test("moves only the edges that are named", () => {
    const rect = { x: 50, y: 40, width: 20, height: 10 };
    expect(resized(rect, "e", { x: 5, y: 9 }, IMAGE)).toEqual({ ...rect, width: 25 });
    expect(resized(rect, "nw", { x: 5, y: -4 }, IMAGE)).toEqual({
      x: 55,
      y: 36,
      width: 15,
      height: 14,
    });
  });

  test("past the opposite edge turns the rectangle over", () => {
    const rect = { x: 50, y: 40, width: 20, height: 10 };
    expect(resized(rect, "e", { x: -30, y: 0 }, IMAGE)).toEqual({ ...rect, x: 40, width: 10 });
  });
});

test("a point outside is held at the nearest edge", () => {
  expect(held({ x: -5, y: 130 }, IMAGE)).toEqual({ x: 0, y: 100 });
});

test("clipping keeps the part inside, and gives null where there is none", () => {
  expect(clipped({ x: 190, y: 90, width: 40, height: 40 }, IMAGE)).toEqual({
    x: 190,
    y: 90,
    width: 10,
    height: 10,
  });
  expect(clipped({ x: 300, y: 0, width: 5, height: 5 }, IMAGE)).toBeNull();
});
