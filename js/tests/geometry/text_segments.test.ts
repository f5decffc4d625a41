import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Blocks } from "../../src/geometry/text_blocks";
import { guessLanguage, Segments } from "../../src/geometry/text_segments";
import { part, someText, unitIn } from "./some_text";

const segmentsOf = (text: string, language = "und") => new Segments(new Blocks(text), language);

function snapped(text: string, a: number, b: number, by: "word" | "grapheme", language?: string) {
  const range = segmentsOf(text, language).snapped(a, b, by);
  return range && text.slice(range.start, range.end);
}

describe("snapping", () => {
  test.each([
    ["Ada Lovelace wrote", 1, 6, "en", "Ada Lovelace"],
    ["Ada Lovelace wrote", 0, 4, "en", "Ada"],
    ["it costs 3.14 pounds", 10, 11, "en", "3.14"],
    ["don't stop", 1, 2, "en", "don't"],
    ["東京都に住む", 0, 1, "ja", "東京"],
    ["สวัสดีครับ", 0, 1, "th", "สวัสดี"],
    ["שלום עולם", 1, 2, "he", "שלום"],
    ["a 👩🏽‍🚀 b", 4, 5, "en", "👩🏽‍🚀"],
    ["a 🇳🇱🇫🇷 b", 3, 4, "en", "🇳🇱"],
  ])("in %j from %i to %i takes whole words", (text, a, b, language, words) => {
    expect(snapped(text, a, b, "word", language)).toBe(words);
  });

  test("white space at the ends is left out, and alone it is nothing", () => {
    expect(snapped("a  b", 0, 3, "grapheme")).toBe("a");
    expect(snapped("a  b", 1, 3, "word")).toBeNull();
    expect(snapped("one\r\n\r\ntwo", 3, 6, "word")).toBeNull();
    expect(snapped("one\r\ntwo", 0, 8, "word")).toBe("one\r\ntwo");
  });

  test("never takes half a grapheme, and all that was asked for", () => {
    fc.assert(
      fc.property(
        someText,
        part,
        part,
        fc.constantFrom("word" as const, "grapheme" as const),
        (text, one, other, by) => {
          const [a, b] = [unitIn(text, one), unitIn(text, other)];
          const segments = segmentsOf(text);
          const range = segments.snapped(a, b, by);
          const asked = text.slice(Math.min(a, b), Math.max(a, b));
          if (range === null) {
            expect(asked.replace(/[\ud800-\udfff]/g, "").trim().length).toBeLessThanOrEqual(1);
            return;
          }
          const cuts = new Set(
            Array.from({ length: segments.blocks.count }, (_, block) => [
              ...segments.cuts(block, "grapheme"),
            ]).flat(),
          );
          expect(cuts.has(range.start)).toBe(true);
          expect(cuts.has(range.end)).toBe(true);
          expect(range.start).toBeLessThan(range.end);
          const words = text.slice(range.start, range.end);
          expect(words).toContain(asked.trim());
        },
      ),
    );
  });

  test("graphemes block by block are those of the whole text", () => {
    fc.assert(
      fc.property(someText, (text) => {
        const segments = segmentsOf(text);
        const whole = new Set(
          [...new Intl.Segmenter().segment(text)].map(({ index }) => index).concat(text.length),
        );
        for (let block = 0; block < segments.blocks.count; block++) {
          for (const cut of segments.cuts(block, "grapheme")) expect(whole).toContain(cut);
        }
      }),
    );
  });
});

test.each(["a few words, e\u0301 and 👩🏽‍🚀 too. ", "東京都に住む、田中さんは。", "שלום עולם "])(
  "piece by piece %j is segmented as in one",
  (unit) => {
    const text = unit.repeat(Math.ceil(4000 / unit.length));
    const segments = segmentsOf(text);
    for (const granularity of ["word", "grapheme"] as const) {
      const whole = new Intl.Segmenter("und", { granularity }).segment(text);
      const cuts = [...whole].map(({ index }) => index);
      expect([...segments.cuts(0, granularity)]).toEqual([...cuts, text.length]);
    }
  },
);

describe("the caret's steps", () => {
  test("moving stops where words begin, marking where they end", () => {
    const segments = segmentsOf("Ada  Lovelace\nwrote");
    expect(segments.step(0, "word", true, false)).toBe(5);
    expect(segments.step(0, "word", true, true)).toBe(3);
    expect(segments.step(3, "word", true, true)).toBe(13);
    expect(segments.step(13, "word", true, false)).toBe(14);
    expect(segments.step(14, "word", false, true)).toBe(5);
  });

  test("always go on until the end, and back to the beginning", () => {
    fc.assert(
      fc.property(
        someText,
        fc.constantFrom("word" as const, "grapheme" as const),
        fc.boolean(),
        fc.boolean(),
        (text, by, forward, marking) => {
          const segments = segmentsOf(text);
          let at = forward ? 0 : text.length;
          for (let steps = 0; at !== (forward ? text.length : 0); steps++) {
            const next = segments.step(at, by, forward, marking);
            expect(forward ? next > at : next < at).toBe(true);
            at = next;
            expect(steps).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });
});

describe("the language", () => {
  test.each([
    ["東京都に住んでいる", "ja"],
    ["我住在北京", "zh"],
    ["สวัสดีครับ", "th"],
    ["שלום עולם", "he"],
    ["مرحبا", "ar"],
    ["Buenos días", "und"],
  ])("of %j is guessed to be %s", (text, language) => {
    expect(guessLanguage(text)).toBe(language);
  });

  test("that nobody knows segments by the general rules", () => {
    expect(snapped("one two", 0, 1, "word", "not a language")).toBe("one");
  });
});
