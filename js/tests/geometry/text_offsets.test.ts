import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Blocks } from "../../src/geometry/text_blocks";
import { TextOffsets } from "../../src/geometry/text_offsets";
import { Segments } from "../../src/geometry/text_segments";
import { part, someText, unitIn } from "./some_text";

describe("code points and UTF-16 units", () => {
  test("an emoji sequence counts as Python counts it", () => {
    const text = "👨🏻‍🚒 firemen drive firetrucks";
    const offsets = new TextOffsets(text);
    expect(text.indexOf("firetrucks")).toBe(22);
    expect(offsets.pointOf(22)).toBe(19);
    expect(offsets.unitOf(19)).toBe(22);
    const cuts = new Segments(new Blocks(text), "en").cuts(0, "grapheme");
    expect(cuts.indexOf(22)).toBe(16);
  });

  test("there are as many code points as the text iterates", () => {
    fc.assert(
      fc.property(someText, (text) => {
        expect(new TextOffsets(text).length).toBe([...text].length);
      }),
    );
  });

  test("slicing by code points is slicing by the units they become", () => {
    fc.assert(
      fc.property(someText, part, part, (text, a, b) => {
        const offsets = new TextOffsets(text);
        const points = [...text];
        const [start, end] = [a, b]
          .map((each) => Math.floor(each * (points.length + 1)))
          .sort((one, other) => one - other) as [number, number];
        expect(text.slice(offsets.unitOf(start), offsets.unitOf(end))).toBe(
          points.slice(start, end).join(""),
        );
      }),
    );
  });

  test("there and back is where one was", () => {
    fc.assert(
      fc.property(someText, part, (text, at) => {
        const offsets = new TextOffsets(text);
        const point = Math.floor(at * (offsets.length + 1));
        expect(offsets.pointOf(offsets.unitOf(point))).toBe(point);
        const unit = unitIn(text, at);
        // The second half of a pair goes back to the whole.
        expect(unit - offsets.unitOf(offsets.pointOf(unit))).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("far into a long text of emoji nothing is lost between checkpoints", () => {
    const text = "a😀".repeat(3000);
    const offsets = new TextOffsets(text);
    for (let point = 0; point <= 6000; point += 7) {
      const unit = Math.floor(point / 2) * 3 + (point % 2);
      expect(offsets.unitOf(point)).toBe(unit);
      expect(offsets.pointOf(unit)).toBe(point);
    }
  });

  test("beyond the ends are the ends", () => {
    const offsets = new TextOffsets("😀b");
    expect(offsets.unitOf(99)).toBe(3);
    expect(offsets.unitOf(-1)).toBe(0);
    expect(offsets.pointOf(99)).toBe(2);
    expect(offsets.pointOf(1)).toBe(0);
  });
});
