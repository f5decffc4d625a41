/** How the height is shared: the item keeps three quarters of it, the rest gives way by rank. */
import type { Field } from "../state/types";
import type { Offer } from "./desk";
import { isChosen } from "./offers";

/** Heights as the style sheets set them, in CSS pixels, with their lines. */
const PALETTE = 37;
const SECOND_ROW = 32;
const STATUS = { wide: 38, narrow: 56 } as const;
const STRIP = { full: 61, low: 41 } as const;
const ANSWERS = { few: 41, large: 69, largeNarrow: 53 } as const;
const FRAME = 2;

/** Up to here the status line has two rows, and many labels stand under the tools. */
const NARROW = 760;
const STACKED = 900;
/** From so many labels on, typing finds one quicker than looking. */
export const MANY_LABELS = 12;

export interface Room {
  /** Rows of labels above the item; more of them scroll. */
  readonly rows: 1 | 2;
  readonly strip: "full" | "low" | "none";
}

export function roomIn(width: number, height: number, fields: readonly Field[]): Room {
  const narrow = width <= NARROW;
  const status = narrow ? STATUS.narrow : STATUS.wide;
  const stacked = width <= STACKED && labelsDrawn(fields) > MANY_LABELS ? SECOND_ROW : 0;
  const bare = height / 4 - FRAME - PALETTE - stacked - status;
  const spare = bare - answersHeight(fields, narrow);
  // Answers may cost the strip its height, never the way to other items.
  const strip = spare >= STRIP.full ? "full" : bare >= STRIP.low ? "low" : "none";
  const left = spare - (strip === "none" ? 0 : STRIP[strip]);
  return { rows: left >= SECOND_ROW ? 2 : 1, strip };
}

function labelsDrawn(fields: readonly Field[]): number {
  return fields
    .filter((field) => !isChosen(field))
    .reduce((sum, { labels }) => sum + labels.filter(({ offered }) => offered).length, 0);
}

function answersHeight(fields: readonly Field[], narrow: boolean): number {
  if (!fields.some(isChosen)) return 0;
  if (!fields.every(isChosen)) return ANSWERS.few;
  return narrow ? ANSWERS.largeNarrow : ANSWERS.large;
}

/** All tools in their row, about so wide; and what a chip takes beside its name. */
const TOOLS = 520;
const CHIP = 80;
const LETTER = 7;
const LONGEST = 24;

/** Whether all tools fit beside the labels; else the rarer ones go behind "more". */
export function toolsFit(width: number, rows: number, offers: readonly Offer[]): boolean {
  const drawn = offers.filter(({ field }) => !isChosen(field));
  const needed = drawn.reduce(
    (sum, { label }) => sum + CHIP + LETTER * Math.min(label.name.length, LONGEST),
    0,
  );
  return width >= 2 * TOOLS && needed <= rows * (width - TOOLS);
}
