/** The caret: how a text is marked from the keyboard alone. Offsets are UTF-16 units. */
import type { Rect } from "../../geometry/rect";
import type { Range, Segments, Step } from "../../geometry/text_segments";
import type { Page } from "./page";
import type { Hit } from "./places";

export class Caret {
  /** Where it stands, and where marking began; null until an arrow is pressed. */
  place: { readonly from: number; readonly at: number } | null = null;
  /** Up and down keep to this place across. */
  #across: number | null = null;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is marked, in whole graphemes and without white space at its ends. */
  marked(segments: Segments): Range | null {
    if (this.place === null || this.place.from === this.place.at) return null;
    return segments.snapped(this.place.from, this.place.at, "grapheme");
  }

  put(at: number | null): void {
    this.place = at === null ? null : { from: at, at };
    this.#across = null;
  }

  mark({ start, end }: Range): void {
    this.place = { from: start, at: end };
    this.#across = null;
  }

  /** One arrow key. */
  go(key: string, by: Step, marking: boolean, segments: Segments): void {
    const before = this.place ?? this.#first();
    const upright = key === "ArrowUp" || key === "ArrowDown";
    const at = upright
      ? this.#line(before.at, key === "ArrowDown")
      : this.#sideways(before, key === "ArrowRight", by, marking, segments);
    if (!upright) this.#across = null;
    this.place = { from: marking ? before.from : at, at };
    this.#page.reveal({ start: at, end: at });
  }

  rect(): Rect | null {
    return this.place === null ? null : this.#page.edge(this.place.at, "start");
  }

  /** It begins at the top of what is seen. */
  #first(): { from: number; at: number } {
    const hit: Hit | null = this.#page.hit({ x: 0, y: this.#page.line / 2 });
    const at = hit?.cell.start ?? 0;
    return { from: at, at };
  }

  #sideways(
    { from, at }: { from: number; at: number },
    right: boolean,
    by: Step,
    marking: boolean,
    segments: Segments,
  ): number {
    const forward = right !== this.#page.isRtlAt(at);
    // Taking back what was marked stops where words begin, so that it undoes itself.
    const shrinking = marking && by === "word" && forward !== at >= from && at !== from;
    return segments.step(at, by, forward, marking && !shrinking);
  }

  #line(at: number, down: boolean): number {
    this.#page.reveal({ start: at, end: at });
    const here = this.#page.edge(at, "start");
    if (here === null) return at;
    this.#across ??= here.x;
    const y = here.y + here.height / 2 + (down ? 1 : -1) * this.#page.line;
    return this.#page.hit({ x: this.#across, y })?.boundary ?? at;
  }
}
