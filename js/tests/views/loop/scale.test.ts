import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { around, between, place } from "../../../src/views/loop/scale";

const thousandths = fc.integer({ min: -1e6, max: 1e6 }).map((each) => each / 1000);
const values = fc.array(thousandths, { minLength: 1, maxLength: 20 });

describe("an axis", () => {
  test("around scores begins and ends at a number of its own", () => {
    expect(around([0.42, 0.81], 4)).toMatchObject({ from: 0.4, to: 0.9 });
  });

  test("between labels has the round numbers that lie there", () => {
    expect(between([12, 90], 4)).toEqual({ from: 12, to: 90, ticks: [20, 40, 60, 80] });
  });

  test("of one value has room around it", () => {
    expect(around([0.5], 4)).toEqual({ from: 0.45, to: 0.55, ticks: [0.45, 0.5, 0.55] });
    expect(between([40], 4)).toEqual({ from: 0, to: 40, ticks: [0, 10, 20, 30, 40] });
    expect(between([0], 4).ticks).toEqual([0]);
  });

  test("has every value between its ends, and a few ticks in order", () => {
    fc.assert(
      fc.property(values, (some) => {
        for (const scale of [around(some, 4), between(some, 4)]) {
          const { from, to, ticks } = scale;
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThan(12);
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
          for (const value of some) {
            const at = place(scale, value, 0, 100);
            expect(at).toBeGreaterThan(-0.01);
            expect(at).toBeLessThan(100.01);
          }
          expect(to).toBeGreaterThan(from);
        }
      }),
    );
  });
});
