/**
 * What a press, a move and a release mean on a text: marking, moving an end, selecting.
 *
 * It knows places in the text and nothing of events or the DOM. What is underway stands in `doing`,
 * for the painter.
 */
import { type Point, spanning } from "../../geometry/rect";
import type { Range, Step } from "../../geometry/text_segments";
import type { Hit } from "./places";
import type { Span } from "./spans";

/** A press that moves less than this (CSS pixels) is a click. */
const CLICK = 3;

export type Side = "start" | "end";

export interface Grip {
  readonly span: Span;
  readonly side: Side;
}

export interface Acts {
  /** Whether anything can be marked here. */
  marks(): boolean;
  hit(at: Point): Hit | null;
  /** The end of the selected span that is here, if it may be moved. */
  grip(at: Point): Grip | null;
  snapped(a: number, b: number, by: Step): Range | null;
  under(at: Point): Span | null;
  select(span: Span | null): void;
  made(range: Range): void;
  edited(span: Span, range: Range): void;
}

export type Doing =
  | { readonly what: "nothing" }
  | { readonly what: "pressed"; readonly at: Point; readonly from: Hit; readonly grip: Grip | null }
  | { readonly what: "marking"; readonly from: Hit; readonly now: Range | null }
  | { readonly what: "editing"; readonly grip: Grip; readonly now: Range };

const NOTHING: Doing = { what: "nothing" };

export class Hand {
  doing: Doing = NOTHING;
  readonly #acts: Acts;

  constructor(acts: Acts) {
    this.#acts = acts;
  }

  /** `free` (Alt) marks anew even where an end could be grabbed. */
  press(at: Point, free: boolean): void {
    const from = this.#acts.hit(at);
    if (from === null) return;
    this.doing = { what: "pressed", at, from, grip: free ? null : this.#acts.grip(at) };
  }

  /** `fine` (Shift) goes by graphemes instead of words. */
  move(at: Point, fine: boolean): void {
    const { doing } = this;
    if (doing.what === "nothing") return;
    if (doing.what === "pressed") {
      const { width, height } = spanning(doing.at, at);
      if (Math.hypot(width, height) < CLICK) return;
      if (doing.grip === null) {
        if (!this.#acts.marks()) return;
        // Digits are for what is marked next, not for what was selected before.
        this.#acts.select(null);
        this.doing = { what: "marking", from: doing.from, now: null };
      } else this.doing = { what: "editing", grip: doing.grip, now: doing.grip.span };
    }
    const hit = this.#acts.hit(at);
    if (hit === null) return;
    const by = fine ? "grapheme" : "word";
    if (this.doing.what === "marking") {
      const { from } = this.doing;
      const same = hit.boundary === from.boundary;
      // Within one letter the hand has no two sides yet: it means what is under it.
      const now = same
        ? this.#acts.snapped(from.cell.start, from.cell.end, by)
        : this.#acts.snapped(from.boundary, hit.boundary, by);
      this.doing = { ...this.doing, now: same && !from.inside ? null : now };
    } else if (this.doing.what === "editing") {
      const now = this.stretched(this.doing.grip, hit.boundary, by);
      if (now !== null) this.doing = { ...this.doing, now };
    }
  }

  release(at: Point, fine: boolean): void {
    this.move(at, fine);
    const { doing } = this;
    this.doing = NOTHING;
    if (doing.what === "pressed") this.#acts.select(this.#acts.under(doing.at));
    else if (doing.what === "marking" && doing.now !== null) this.#acts.made(doing.now);
    else if (doing.what === "editing") this.#acts.edited(doing.grip.span, doing.now);
  }

  cancel(): boolean {
    const { what } = this.doing;
    this.doing = NOTHING;
    return what === "marking" || what === "editing";
  }

  /** The span with one end here; the other end stays exactly as it is. */
  stretched({ span, side }: Grip, to: number, by: Step): Range | null {
    const fixed = side === "start" ? span.end : span.start;
    const moved = this.#acts.snapped(fixed, to, by);
    if (moved === null) return null;
    return to < fixed ? { start: moved.start, end: fixed } : { start: fixed, end: moved.end };
  }
}
