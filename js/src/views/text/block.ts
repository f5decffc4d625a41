/**
 * One block of the text as it stands in the DOM: a paragraph, or a piece of a very long one.
 *
 * A piece goes on in the line where the piece before it ends: it is laid over that line, and a gap
 * at its own beginning is as wide as what stands there already. So no line ends where a piece does.
 */
import type { Rect } from "../../geometry/rect";
import { Lines, rightToLeft } from "./lines";

/** With less room than this (in type sizes) left on its line, a word that is cut goes on below. */
const LEAST_ROOM = 2;
/** Units at the end of a block within which its last line surely begins. */
const LAST_LINE = 2000;

/** What is known of a block before the browser has laid it out. */
export interface Content {
  readonly text: string;
  /** Its first unit in the whole text. */
  readonly start: number;
  readonly direction: "auto" | "ltr" | "rtl";
  readonly graphemes: () => Uint32Array;
  /** CSS pixels from one line to the next. */
  readonly pitch: number;
}

/** What a piece goes on after. */
export interface Before {
  /** How much of the line is taken, in CSS pixels. */
  readonly taken: number;
  readonly left: number;
  readonly type: number;
  /** Whether a line may end between the two. */
  readonly breaks: boolean;
}

export class Block {
  readonly element = document.createElement("p");
  readonly lines: Lines;
  /** In view pixels, as of the last layout. */
  top = 0;
  readonly #node: Text;
  readonly #pitch: number;
  readonly #rects = new Map<string, readonly Rect[]>();

  constructor({ text, start, direction, graphemes, pitch }: Content, before: Before | null) {
    this.element.className = "nbl-block";
    this.element.dir = direction;
    this.#pitch = pitch;
    this.#node = document.createTextNode(text);
    this.element.append(this.#node);
    if (before !== null) this.#goOn(before);
    this.lines = new Lines(
      graphemes,
      (from, to) => this.#measure(from - start, to - start),
      () => pitch,
    );
  }

  get height(): number {
    return this.element.getBoundingClientRect().height;
  }

  get isRtl(): boolean {
    return getComputedStyle(this.element).direction === "rtl";
  }

  /** Where these units of the block stand, from its own corner; asked once. */
  rects(from: number, to: number): readonly Rect[] {
    const name = `${from} ${to}`;
    const known = this.#rects.get(name);
    if (known !== undefined) return known;
    const rects = this.#measure(from, to);
    this.#rects.set(name, rects);
    return rects;
  }

  /** How much of its last line is taken, from the side where lines begin. */
  taken(): number {
    const { length } = this.#node;
    const rects = this.#measure(Math.max(0, length - LAST_LINE), length);
    const lineOf = ({ y, height }: Rect) => Math.floor((y + height / 2) / this.#pitch);
    const last = Math.max(...rects.map(lineOf));
    const { left, right } = this.#inner();
    const ends = rects
      .filter((rect) => lineOf(rect) === last)
      .map(({ x, width }) => (this.isRtl ? right - x : x + width - left));
    return Math.min(Math.max(0, ...ends), right - left);
  }

  #goOn({ taken, left, type, breaks }: Before): void {
    this.element.classList.add("nbl-goes-on");
    if (!breaks && left >= LEAST_ROOM * type) {
      this.element.style.textIndent = `${taken}px`;
      return;
    }
    // A line may end after this, as after a word.
    const gap = document.createElement("span");
    gap.className = "nbl-gap";
    gap.style.width = `${taken}px`;
    this.element.prepend(gap);
  }

  /** Where the block's lines begin and end across, from the corner of the page's column. */
  #inner(): { left: number; right: number } {
    const page = (this.element.parentElement as HTMLElement).getBoundingClientRect();
    const { left, right } = this.element.getBoundingClientRect();
    return { left: left - page.left, right: right - page.left };
  }

  /** Asked of the browser, from the corner of the page's column. */
  #measure(from: number, to: number): Rect[] {
    const range = document.createRange();
    range.setStart(this.#node, from);
    range.setEnd(this.#node, to);
    const page = (this.element.parentElement as HTMLElement).getBoundingClientRect();
    const { top } = this.element.getBoundingClientRect();
    return joined(
      Array.from(range.getClientRects(), ({ x, y, width, height }) => {
        return { x: x - page.left, y: y - top, width, height };
      }),
    );
  }
}

/** Runs that touch on one line are one to the eye, whatever their directions. */
export function joined(runs: readonly Rect[]): Rect[] {
  const rects: Rect[] = [];
  for (const rect of runs) {
    const last = rects.at(-1);
    const touch =
      last !== undefined &&
      (near(last.x + last.width, rect.x) || near(rect.x + rect.width, last.x));
    if (last !== undefined && touch && near(last.y, rect.y)) {
      const width = last.width + rect.width;
      rects[rects.length - 1] = { ...last, x: Math.min(last.x, rect.x), width };
    } else rects.push(rect);
  }
  return rects;
}

const near = (a: number, b: number) => Math.abs(a - b) < 0.7;

/** The direction of the first letter that has one. */
export function firstDirection(text: string): "rtl" | "ltr" | null {
  for (const letter of text.slice(0, 2000)) {
    const rtl = rightToLeft(letter);
    if (rtl !== null && !/\p{N}/u.test(letter)) return rtl ? "rtl" : "ltr";
  }
  return null;
}
