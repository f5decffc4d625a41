import fc from "fast-check";
import { expect, test } from "vitest";
import { luminance, readableOn } from "../../src/canvas/contrast";

test("black is darkest and white is lightest, short or long", () => {
  expect([luminance("#000"), luminance("#ffffff")]).toEqual([0, 1]);
});

test("a name can be read on any label's colour (WCAG AA, 4.5 : 1)", () => {
  const colors = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value) => `#${value.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(colors, (color) => {
      const [dark, light] = [luminance(color), luminance(readableOn(color))].sort((a, b) => a - b);
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});
