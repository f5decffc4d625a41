/** Texts that go wrong where something counts wrongly: for property tests. */
import fc from "fast-check";

const PARTS = [
  "word",
  "don't ",
  "3.14 ",
  "naïve",
  "e\u0301",
  "a\u0308\u0323",
  "👨‍👩‍👧‍👦",
  "👩🏽‍🚀",
  "🇳🇱🇫🇷",
  "𝒳",
  "שלום",
  "مَرْحَبًا",
  "東京都に住む",
  "สวัสดีครับ",
  "नमस्ते",
  "한국어",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\u2028",
  "\u00a0",
  "\ud83d",
  "\udc00",
  "\u200d",
  ".",
];

export const someText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PARTS) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

/** A text, and a place in it between 0 and 1 made into a unit. */
export const unitIn = (text: string, part: number): number => Math.floor(part * (text.length + 1));
export const part = fc.double({ min: 0, max: 0.999, noNaN: true });
