import fc from "fast-check";
import { expect, test } from "vitest";
import {
  captionOf,
  rectOfTile,
  type Sheet,
  tileAt,
  tileBeside,
} from "../../../src/views/gallery/sheet";

/** Three across, of so many. */
function sheetOf(count: number): Sheet {
  const all = Array.from({ length: count }, (_, n) => n);
  return {
    model: "id",
    width: 408,
    height: 1000,
    tile: [128, 128],
    heading: 34,
    items: all.map((n) => `s:${n}`),
    names: all.map(String),
    figures: all.map((n) => (n === 1 ? 0.5 : null)),
    places: all.map((n) => [8 + (n % 3) * 136, 8 + Math.floor(n / 3) * 136] as const),
    headings: [],
    left_out: 0,
  };
}

test("the tile under a point is the one that is drawn there", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), (count, n) => {
      const sheet = sheetOf(count);
      const tile = n % count;
      const { x, y, width, height } = rectOfTile(sheet, tile);
      expect(tileAt(sheet, { x: x + width / 2, y: y + height / 2 })).toBe(tile);
    }),
  );
});

test("between the tiles there is none", () => {
  expect(tileAt(sheetOf(6), { x: 4, y: 4 })).toBe(-1);
  expect(tileAt(sheetOf(6), { x: 140, y: 50 })).toBe(-1);
});

test("arrows lead to the tile beside, above and below, and stop at the ends", () => {
  const sheet = sheetOf(7);
  expect(tileBeside(sheet, 0, { x: 1, y: 0 })).toBe(1);
  expect(tileBeside(sheet, 1, { x: 0, y: 1 })).toBe(4);
  expect(tileBeside(sheet, 4, { x: 0, y: -1 })).toBe(1);
  expect(tileBeside(sheet, 5, { x: 0, y: 1 })).toBe(6);
  expect(tileBeside(sheet, 6, { x: 1, y: 0 })).toBe(6);
  expect(tileBeside(sheet, 0, { x: 0, y: -1 })).toBe(0);
});

test("the first arrow begins at the first tile", () => {
  expect(tileBeside(sheetOf(3), -1, { x: 1, y: 0 })).toBe(0);
  expect(tileBeside(sheetOf(3), -1, { x: 0, y: 1 })).toBe(0);
});

test("a caption is the item's name, and its figure where it is ordered by one", () => {
  expect(captionOf(sheetOf(3), 0)).toBe("0");
  expect(captionOf(sheetOf(3), 1)).toBe("1 · 0.50");
});
