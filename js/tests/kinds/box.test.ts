import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KIND as BOX, type BoxShape } from "../../src/kinds/box";

const IMAGE = { width: 640, height: 480 };
const points = fc.record({
  x: fc.double({ min: -200, max: 900, noNaN: true }),
  y: fc.double({ min: -200, max: 900, noNaN: true }),
});

function isValid(shape: BoxShape): boolean {
  const { x, y, width, height } = shape;
  // Adding the rounded parts again may differ in the last bit.
  const slack = 1e-9;
  return (
    x >= 0 &&
    y >= 0 &&
    width > 0 &&
    height > 0 &&
    x + width <= IMAGE.width + slack &&
    y + height <= IMAGE.height + slack
  );
}

describe("drawing", () => {
  test("by dragging spans the corners, whichever way it goes", () => {
    fc.assert(
      fc.property(points, points, (from, to) => {
        const draft = BOX.begin("drag", from, IMAGE);
        draft.move(to);
        const shape = draft.shape();
        if (shape !== null) expect(isValid(shape)).toBe(true);
      }),
    );
    const draft = BOX.begin("drag", { x: 100, y: 90 }, IMAGE);
    draft.move({ x: 40, y: 200 });
    expect(draft.shape()).toEqual({ x: 40, y: 90, width: 60, height: 110, angle: 0 });
  });

  test("beyond the image ends at its edge", () => {
    const draft = BOX.begin("drag", { x: -50, y: 400 }, IMAGE);
    draft.move({ x: 100, y: 5000 });
    expect(draft.shape()).toEqual({ x: 0, y: 400, width: 100, height: 80, angle: 0 });
  });

  test("by clicks is whole at the second corner", () => {
    const draft = BOX.begin("clicks", { x: 10, y: 10 }, IMAGE);
    expect(draft.press({ x: 10, y: 50 })).toBe(false);
    expect(draft.press({ x: 30, y: 50 })).toBe(true);
    expect(draft.shape()).toEqual({ x: 10, y: 10, width: 20, height: 40, angle: 0 });
  });

  test("by extremes is whole at the fourth point, in any order", () => {
    const extremes = [
      { x: 50, y: 10 },
      { x: 90, y: 40 },
      { x: 60, y: 80 },
      { x: 20, y: 30 },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(extremes, { minLength: 4 }), ([first, ...others]) => {
        const draft = BOX.begin("extremes", first ?? { x: 0, y: 0 }, IMAGE);
        expect(others.map((point) => draft.press(point))).toEqual([false, false, true]);
        expect(draft.shape()).toEqual({ x: 20, y: 10, width: 70, height: 70, angle: 0 });
      }),
    );
  });

  test("by extremes on one line waits for a point beside it", () => {
    const draft = BOX.begin("extremes", { x: 5, y: 10 }, IMAGE);
    expect([15, 25, 35].map((y) => draft.press({ x: 5, y }))).toEqual([false, false, false]);
    expect(draft.press({ x: 9, y: 20 })).toBe(true);
  });
});

test("dragging any grip keeps a valid box", () => {
  const shape = { x: 100, y: 100, width: 80, height: 60, angle: 0 };
  const grips = [null, ...BOX.grips(shape).map(({ name }) => name)];
  fc.assert(
    fc.property(fc.constantFrom(...grips), points, (grip, delta) => {
      expect(isValid(BOX.drag(shape, grip, delta, IMAGE))).toBe(true);
    }),
  );
});

test("the grips stand at the corners and the middles of the edges", () => {
  const shape = { x: 10, y: 20, width: 40, height: 20, angle: 0 };
  const grips = Object.fromEntries(BOX.grips(shape).map(({ name, at }) => [name, at]));
  expect(grips).toEqual({
    nw: { x: 10, y: 20 },
    se: { x: 50, y: 40 },
    ne: { x: 50, y: 20 },
    sw: { x: 10, y: 40 },
    n: { x: 30, y: 20 },
    e: { x: 50, y: 30 },
    s: { x: 30, y: 40 },
    w: { x: 10, y: 30 },
  });
});

test("pasted onto a smaller image it is cut to fit", () => {
  const shape = { x: 0, y: 0, width: 500, height: 300, angle: 0 };
  const small = { width: 100, height: 50 };
  expect(BOX.drag(shape, null, { x: 0, y: 0 }, small)).toEqual({
    ...shape,
    width: 100,
    height: 50,
  });
});

test("from the keyboard it starts in the middle of what is seen", () => {
  const seen = { x: 100, y: 100, width: 200, height: 100 };
  expect(BOX.centred(seen, IMAGE)).toEqual({ x: 175, y: 137, width: 50, height: 25, angle: 0 });
});

test("coordinates keep hundredths of a pixel, no more", () => {
  const draft = BOX.begin("drag", { x: 1 / 3, y: 1 / 3 }, IMAGE);
  draft.move({ x: 100.123456, y: 50.987654 });
  expect(draft.shape()).toEqual({ x: 0.33, y: 0.33, width: 99.79, height: 50.66, angle: 0 });
});
