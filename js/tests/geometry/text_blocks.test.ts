import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Heights } from "../../src/geometry/heights";
import { levelsOf } from "../../src/geometry/levels";
import { Blocks } from "../../src/geometry/text_blocks";
import { found, repeated } from "../../src/geometry/text_search";
import { Segments } from "../../src/geometry/text_segments";
import { part, someText, unitIn } from "./some_text";

describe("blocks", () => {
  test("are the paragraphs, without their line breaks", () => {
    const blocks = new Blocks("one\r\ntwo\n\nthree\r");
    const texts = Array.from({ length: blocks.count }, (_, block) => blocks.textOf(block));
    expect(texts).toEqual(["one", "two", "", "three", ""]);
  });

  test("leave out nothing but line breaks, and every unit is found in one", () => {
    fc.assert(
      fc.property(someText, part, (text, at) => {
        const blocks = new Blocks(text);
        let end = 0;
        for (let block = 0; block < blocks.count; block++) {
          expect(text.slice(end, blocks.start(block))).toMatch(
            /^(?:\r\n|[\n\r\v\f\u0085\u2028\u2029])?$/,
          );
          end = blocks.end(block);
        }
        expect(end).toBe(text.length);
        const unit = unitIn(text, at);
        const block = blocks.at(unit);
        expect(blocks.start(block)).toBeLessThanOrEqual(unit);
        if (block + 1 < blocks.count) expect(blocks.start(block + 1)).toBeGreaterThan(unit);
      }),
    );
  });

  test.each([
    ["words", "many words in one line "],
    ["no spaces", "abcdefghij"],
    ["no spaces in Japanese", "東京都に住んでいる"],
    ["emoji families", "👨‍👩‍👧‍👦👩🏽‍🚀"],
    ["stacked marks", "e\u0301\u0323\u0308"],
  ])("of one very long line with %s are short, whole, and cut no grapheme", (_, unit) => {
    const text = unit.repeat(Math.ceil(45_000 / unit.length));
    const blocks = new Blocks(text);
    // What repeats without joining is cut wherever one of its repetitions is.
    const once = [...new Intl.Segmenter().segment(unit)].map(({ index }) => index);
    let end = 0;
    for (let block = 0; block < blocks.count; block++) {
      expect(blocks.start(block)).toBe(end);
      expect(once).toContain(blocks.start(block) % unit.length);
      end = blocks.end(block);
      expect(end - blocks.start(block)).toBeLessThanOrEqual(20_100);
      expect(blocks.head(block)).toBe(0);
    }
    expect(end).toBe(text.length);
  });
});

describe("heights", () => {
  test("that are corrected move what comes after, and are found again by place", () => {
    const heights = new Heights(100, () => 10);
    heights.set(3, 25);
    expect(heights.top(3)).toBe(30);
    expect(heights.top(4)).toBe(55);
    expect(heights.total).toBe(1015);
    expect(heights.at(54.9)).toBe(3);
    expect(heights.at(55)).toBe(4);
    expect(heights.at(-5)).toBe(0);
    expect(heights.at(9999)).toBe(99);
  });
});

describe("levels", () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 })).map(([start, length]) => ({
      start,
      end: start + length,
    })),
    { maxLength: 40 },
  );

  test("no two that meet share one", () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const levels = levelsOf(all);
        all.forEach((a, i) => {
          all.slice(0, i).forEach((b, j) => {
            if (a.start < b.end && b.start < a.end) expect(levels[i]).not.toBe(levels[j]);
          });
        });
      }),
    );
  });

  test("what is nested lies nearer to the text than what holds it", () => {
    const [outer, inner] = levelsOf([
      { start: 0, end: 10 },
      { start: 2, end: 5 },
    ]);
    expect([outer, inner]).toEqual([1, 0]);
  });

  test("of ten thousand are found in no time to speak of", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({ start: at * 7, end: at * 7 + 20 }));
    expect(Math.max(...levelsOf(many))).toBeLessThan(6);
  });
});

describe("searching", () => {
  test("finds what is typed whatever its capitals, signs and all", () => {
    const text = "Is (this) it? THIS? İ this";
    expect(found(text, "this", 9).map(({ start }) => start)).toEqual([4, 14, 22]);
    expect(found(text, "(this)", 9)).toEqual([{ start: 3, end: 9 }]);
    expect(found(text, "", 9)).toEqual([]);
    expect(found(text, "i", 2)).toHaveLength(2);
  });

  const again = (text: string, words: string) => {
    const start = text.indexOf(words);
    const segments = new Segments(new Blocks(text), "und");
    return repeated(segments, { start, end: start + words.length }).map((each) => each.start);
  };

  test("what reads the same is found as whole words only", () => {
    expect(again("he said that he and she", "he")).toEqual([0, 13]);
    expect(again("東京は東京だ", "東京")).toEqual([0, 3]);
    expect(again("a\u0301 a a\u0301", "a\u0301")).toEqual([0, 5]);
    expect(again("a a\u0301 a", "a")).toEqual([0, 5]);
    expect(again("🇳🇱 🇫🇳🇱🇫", "🇳🇱")).toEqual([0]);
  });
});
