import { beforeEach, describe, expect, test } from "vitest";
import { Blocks } from "../../../src/geometry/text_blocks";
import { type Range, Segments } from "../../../src/geometry/text_segments";
import { type Acts, type Grip, Hand } from "../../../src/views/text/hand";
import type { Span } from "../../../src/views/text/spans";

/** Every letter is ten pixels wide, on one line. */
const TEXT = "Ada Lovelace wrote";
const segments = new Segments(new Blocks(TEXT), "en");
const on = (letter: number, part = 0.2) => ({ x: (letter + part) * 10, y: 5 });

let told: string[];
let grip: Grip | null;
let under: Span | null;
let hand: Hand;

const words = ({ start, end }: Range) => TEXT.slice(start, end);
const spanOf = (start: number, end: number) => ({ start, end }) as Span;

beforeEach(() => {
  told = [];
  grip = null;
  under = null;
  const acts: Acts = {
    marks: () => true,
    hit(at) {
      const start = Math.min(Math.max(Math.floor(at.x / 10), 0), TEXT.length - 1);
      const boundary = Math.min(Math.max(Math.round(at.x / 10), 0), TEXT.length);
      return { cell: { start, end: start + 1 }, boundary, inside: true };
    },
    grip: () => grip,
    snapped: (a, b, by) => segments.snapped(a, b, by),
    under: () => under,
    select: (span) => void told.push(`select ${span ? words(span) : "nothing"}`),
    made: (range) => void told.push(`made ${words(range)}`),
    edited: (span, range) => void told.push(`${words(span)} became ${words(range)}`),
  };
  hand = new Hand(acts);
});

function drag(from: { x: number; y: number }, to: { x: number; y: number }, fine = false) {
  hand.press(from, false);
  hand.move(to, fine);
  hand.release(to, fine);
}

describe("a hand on a text", () => {
  test("drags over words and makes them a span", () => {
    drag(on(1), on(6));
    expect(told).toEqual(["select nothing", "made Ada Lovelace"]);
  });

  test("backwards makes the same", () => {
    drag(on(6), on(1));
    expect(told.at(-1)).toBe("made Ada Lovelace");
  });

  test("with Shift takes letters", () => {
    drag(on(4), on(7, 0.9), true);
    expect(told.at(-1)).toBe("made Love");
  });

  test("within one letter means its word", () => {
    drag(on(5, 0.6), on(5, 0.95));
    expect(told.at(-1)).toBe("made Lovelace");
  });

  test("over white space alone makes nothing", () => {
    drag({ x: 31, y: 5 }, { x: 39, y: 5 });
    expect(told).toEqual(["select nothing"]);
  });

  test("that clicks selects what is there, and makes nothing", () => {
    under = spanOf(0, 3);
    drag(on(1), on(1));
    expect(told).toEqual(["select Ada"]);
  });

  test("pulls an end by words, the other one stays", () => {
    grip = { span: spanOf(0, 3), side: "end" };
    drag(on(3), on(6));
    expect(told).toEqual(["Ada became Ada Lovelace"]);
  });

  test("may pull an end past the other", () => {
    grip = { span: spanOf(4, 12), side: "end" };
    drag(on(11), on(1));
    expect(told).toEqual(["Lovelace became Ada "]);
  });

  test("lets go as if nothing had been", () => {
    hand.press(on(1), false);
    hand.move(on(9), false);
    expect(hand.cancel()).toBe(true);
    hand.release(on(9), false);
    expect(told).toEqual(["select nothing"]);
  });
});
