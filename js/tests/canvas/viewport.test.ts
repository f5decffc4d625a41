import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allowed,
  clamped,
  fitted,
  PADDING,
  rectToItem,
  rectToView,
  revealing,
  toItem,
  toView,
  type Viewport,
  zoomed,
} from "../../src/canvas/viewport";

const VIEW = { width: 800, height: 600 };
const ITEM = { width: 4000, height: 3000 };
const coordinates = fc.double({ min: -5000, max: 5000, noNaN: true });
const points = fc.record({ x: coordinates, y: coordinates });
const viewports: fc.Arbitrary<Viewport> = fc.record({
  scale: fc.double({ min: 0.05, max: 40, noNaN: true }),
  left: coordinates,
  top: coordinates,
});

test("item pixels to view pixels and back is the same point", () => {
  fc.assert(
    fc.property(viewports, points, (viewport, point) => {
      const back = toItem(viewport, toView(viewport, point));
      expect(back.x).toBeCloseTo(point.x, 6);
      expect(back.y).toBeCloseTo(point.y, 6);
    }),
  );
});

test("rectangles go there and back too", () => {
  const viewport = { scale: 2, left: 10, top: -5 };
  const rect = { x: 3, y: 4, width: 5, height: 6 };
  expect(rectToView(viewport, rect)).toEqual({ x: 16, y: 3, width: 10, height: 12 });
  expect(rectToItem(viewport, rectToView(viewport, rect))).toEqual(rect);
});

test("zooming keeps what is under the pointer there", () => {
  const factors = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(viewports, factors, points, (viewport, factor, pointer) => {
      const under = toItem(viewport, pointer);
      const after = toView(zoomed(viewport, factor, pointer), under);
      expect(after.x).toBeCloseTo(pointer.x, 4);
      expect(after.y).toBeCloseTo(pointer.y, 4);
    }),
  );
});

describe("fitting", () => {
  test("shows the whole item, in the middle, with room around it", () => {
    const { scale, left, top } = fitted(ITEM, VIEW);
    expect(scale).toBeCloseTo((600 - 2 * PADDING) / 3000, 9);
    expect(top).toBe(PADDING);
    expect(left + (ITEM.width * scale) / 2).toBeCloseTo(VIEW.width / 2, 0);
  });

  test("enlarges a small item eightfold, a tiny one until it can be read", () => {
    expect(fitted({ width: 60, height: 40 }, VIEW).scale).toBe(8);
    expect(fitted({ width: 16, height: 16 }, VIEW).scale).toBe(20);
  });
});

test("however far one pans, the item stays in view", () => {
  fc.assert(
    fc.property(viewports, (viewport) => {
      const { scale, left, top } = clamped(viewport, ITEM, VIEW);
      expect(left).toBeLessThan(VIEW.width);
      expect(top).toBeLessThan(VIEW.height);
      expect(left + ITEM.width * scale).toBeGreaterThan(0);
      expect(top + ITEM.height * scale).toBeGreaterThan(0);
    }),
  );
});

test("zooming stops at sensible bounds", () => {
  const fit = fitted(ITEM, VIEW);
  expect(fit.scale * allowed(fit, 1e6, ITEM, VIEW)).toBeCloseTo(48, 6);
  expect(allowed(fit, 1e-6, ITEM, VIEW)).toBeCloseTo(0.5, 6);
});

describe("revealing", () => {
  const close = { scale: 4, left: 0, top: 0 };

  test("moves nothing when all of it is in view", () => {
    expect(revealing(close, { x: 10, y: 10, width: 50, height: 50 }, ITEM, VIEW)).toBe(close);
  });

  test("brings any rectangle of the item into view", () => {
    const places = fc.record({
      x: fc.nat(3000),
      y: fc.nat(2000),
      width: fc.integer({ min: 1, max: 1000 }),
      height: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(places, (place) => {
        const seen = rectToView(revealing(close, place, ITEM, VIEW), place);
        expect(seen.x).toBeGreaterThanOrEqual(0);
        expect(seen.y).toBeGreaterThanOrEqual(0);
        expect(seen.x + seen.width).toBeLessThanOrEqual(VIEW.width);
        expect(seen.y + seen.height).toBeLessThanOrEqual(VIEW.height);
      }),
    );
  });
});
