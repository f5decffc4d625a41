import fc from "fast-check";
import { expect, test } from "vitest";
import { quartered, tiled, touched } from "../../src/canvas/tiles";
import type { Rect } from "../../src/geometry/rect";

const rects = fc.record({
  x: fc.nat(500),
  y: fc.nat(500),
  width: fc.integer({ min: 1, max: 1500 }),
  height: fc.integer({ min: 1, max: 1500 }),
});

function area(tiles: readonly Rect[]): number {
  return tiles.reduce((sum, { width, height }) => sum + width * height, 0);
}

test("tiles cover a rectangle exactly once", () => {
  fc.assert(
    fc.property(rects, (rect) => {
      const tiles = tiled(rect);
      expect(area(tiles)).toBe(rect.width * rect.height);
      for (const { x, y, width, height } of tiles) {
        expect(x >= rect.x && y >= rect.y).toBe(true);
        expect(x + width <= rect.x + rect.width && y + height <= rect.y + rect.height).toBe(true);
      }
    }),
  );
});

test("quarters cover their tile, and a small one is not cut", () => {
  const tile = { x: 3, y: 5, width: 201, height: 133 };
  expect(area(quartered(tile) ?? [])).toBe(201 * 133);
  expect(quartered({ x: 0, y: 0, width: 60, height: 200 })).toBeNull();
});

test("what a rectangle touches is whole device pixels of the sheet", () => {
  const sheet = { width: 100, height: 100 };
  expect(touched({ x: 10.2, y: -5, width: 3.1, height: 10 }, 2, sheet)).toEqual({
    x: 20,
    y: 0,
    width: 7,
    height: 10,
  });
  expect(touched({ x: 200, y: 0, width: 5, height: 5 }, 1, sheet)).toBeNull();
});
