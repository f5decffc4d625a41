/**
 * Where each grapheme of a line stands: asked of the browser line by line, only where a pointer is.
 *
 * Lines follow each other in the order of the text, whatever their direction, so the graphemes of
 * one are found by halving; within a line they stand where the browser put them.
 */
import type { Rect } from "../../geometry/rect";

/** One grapheme on its line, in view pixels across. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly left: number;
  readonly right: number;
}

export class Lines {
  readonly #cuts: () => Uint32Array;
  readonly #measure: (from: number, to: number) => readonly Rect[];
  readonly #pitch: () => number;
  readonly #known = new Map<number, readonly Cell[]>();

  constructor(
    cuts: () => Uint32Array,
    measure: (from: number, to: number) => readonly Rect[],
    pitch: () => number,
  ) {
    this.#cuts = cuts;
    this.#measure = measure;
    this.#pitch = pitch;
  }

  /** The line at this height of its block; beyond the ends the first or last one. */
  at(y: number): readonly Cell[] {
    const cuts = this.#cuts();
    const count = cuts.length - 1;
    const last = this.#lineOf(cuts, count - 1);
    const line = Math.min(Math.max(Math.floor(y / this.#pitch()), 0), last);
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const from = this.#firstOn(cuts, line);
    const to = line === last ? count : this.#firstOn(cuts, line + 1);
    const cells: Cell[] = [];
    for (let index = from; index < to; index++) {
      const [start, end] = [cuts[index] as number, cuts[index + 1] as number];
      const [rect] = this.#measure(start, end);
      if (rect !== undefined) {
        cells.push({ start, end, left: rect.x, right: rect.x + rect.width });
      }
    }
    this.#known.set(line, cells);
    return cells;
  }

  #firstOn(cuts: Uint32Array, line: number): number {
    let low = 0;
    let high = cuts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lineOf(cuts, middle) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What has no place of its own is where the one before it is. */
  #lineOf(cuts: Uint32Array, from: number): number {
    for (let index = from; index >= 0; index--) {
      const [rect] = this.#measure(cuts[index] as number, cuts[index + 1] as number);
      if (rect !== undefined) return Math.floor((rect.y + rect.height / 2) / this.#pitch());
    }
    return 0;
  }
}

/** The cell at this place across, or the nearest one. */
export function cellAt(cells: readonly Cell[], x: number): Cell | null {
  let best: Cell | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    const away = x < cell.left ? cell.left - x : x >= cell.right ? x - cell.right + 0.01 : 0;
    if (away < nearest) [best, nearest] = [cell, away];
  }
  return best;
}

const RTL = /^[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff]|^(?:\ud802|\ud803|\ud83a|\ud83b)/;

/** The direction of a grapheme by its own letter; null for signs that run as those around do. */
export function rightToLeft(grapheme: string): boolean | null {
  if (/^\p{N}/u.test(grapheme)) return false;
  if (RTL.test(grapheme)) return true;
  return /^\p{L}/u.test(grapheme) ? false : null;
}
