/**
 * The text itself, in real DOM: the browser breaks its lines, orders its directions, shapes and
 * shows its glyphs, and says where each of them stands. (What canvas text can measure is some
 * pixels off inside a line of Arabic, and screen readers need the DOM anyway.) Marks are painted on
 * canvases beneath and above it.
 *
 * Only the blocks in view, and a margin, are there; of the others a height is enough, estimated
 * until they are seen. Where one looks is kept as a block and a distance into it, so that an
 * estimate which is put right elsewhere moves nothing in view.
 */
import type { Size } from "../../canvas/viewport";
import type { Point, Rect } from "../../geometry/rect";
import type { Blocks } from "../../geometry/text_blocks";
import type { Segments, Range as Stretch } from "../../geometry/text_segments";
import type { Block } from "./block";
import { Column } from "./column";
import { edgeOf, type Hit, hitAt, rectsOf } from "./places";

/** CSS pixels above and below the view that are laid out too. */
const MARGIN = 400;
const ABOVE_ALL = 8;
/** Room under the last line: what lies over the view there covers no text for good. */
const BELOW_ALL = 48;

export class Page {
  readonly #column: Column;
  #size: Size = { width: 0, height: 0 };
  #anchor = { block: 0, into: 0 };

  constructor(host: HTMLElement) {
    this.#column = new Column(host);
  }

  get type(): number {
    return this.#column.type;
  }

  get line(): number {
    return this.#column.line;
  }

  get total(): number {
    return this.#column.heights.total + ABOVE_ALL + BELOW_ALL;
  }

  get scroll(): number {
    return this.#column.heights.top(this.#anchor.block) + this.#anchor.into + ABOVE_ALL;
  }

  /** The first unit of the block at the top: where to open again. */
  get place(): number {
    return this.scroll === 0 ? 0 : (this.#column.blocks?.start(this.#anchor.block) ?? 0);
  }

  /** Units of what is laid out. */
  get extent(): Stretch {
    const { blocks, first, last } = this.#column;
    if (blocks === null || last < 0) return { start: 0, end: 0 };
    return { start: blocks.start(first), end: blocks.end(last) };
  }

  open(blocks: Blocks, segments: Segments, language: string, at: number): void {
    this.#column.open(blocks, segments, language);
    this.#anchor = { block: blocks.at(at), into: at === 0 ? -ABOVE_ALL : 0 };
  }

  close(): void {
    this.#column.close();
  }

  /** Another width, size of type or font: all is laid out anew around what is at the top. */
  fit(size: Size, type: number): void {
    this.#size = size;
    if (this.#column.fit(size.width, type)) this.refresh();
  }

  refresh(): void {
    const column = this.#column;
    const { block, into } = this.#anchor;
    const before = column.heights.of(block);
    column.clear();
    column.estimate();
    if (column.blocks === null || before === 0) return;
    column.show(block, block);
    this.#anchor = { block, into: (into * column.heights.of(block)) / before };
  }

  scrollBy(by: number): void {
    this.#anchor.into += by;
    this.layout();
  }

  scrollTo(y: number): void {
    const { heights } = this.#column;
    const block = heights.at(y - ABOVE_ALL);
    this.#anchor = { block, into: y - ABOVE_ALL - heights.top(block) };
    this.layout();
  }

  /** Bring a stretch into view, moving no further than is needed; from afar, into the middle. */
  reveal({ start, end }: Stretch): void {
    const { blocks } = this.#column;
    if (blocks === null) return;
    const block = blocks.at(start);
    if (this.#column.of(block) === undefined) {
      this.#anchor = { block, into: 0 };
      this.layout();
      const [first] = this.rects(start, Math.max(end, start + 1));
      this.scrollBy((first?.y ?? 0) - this.#size.height / 3);
      return;
    }
    const [first] = this.rects(start, Math.max(end, start + 1));
    const last = this.rects(start, Math.max(end, start + 1)).at(-1);
    if (first === undefined || last === undefined) return;
    const room = Math.max(this.line, BELOW_ALL);
    const below = last.y + last.height + room - this.#size.height;
    const above = first.y - this.line;
    if (above < 0) this.scrollBy(above);
    // Longer than the view: its beginning counts.
    else if (below > 0) this.scrollBy(Math.min(below, above));
  }

  /** Put into the DOM what is in view now, and take out what no longer is. */
  layout(): void {
    const column = this.#column;
    if (column.blocks === null || this.#size.height === 0) return;
    // What is measured may be higher or lower than it was estimated: then there is more to show.
    for (let round = 0; round < 8; round++) {
      this.#settle();
      const [first, last] = this.#wanted();
      const same = first >= column.first && last <= column.last && column.last >= 0;
      if (same && column.last - column.first <= 2 * (last - first) + 8) break;
      column.show(first, last);
    }
    let top = this.#topOf(column.first);
    column.element.style.transform = `translateY(${top}px)`;
    for (let block = column.first; block <= column.last; block++) {
      (column.of(block) as Block).top = top;
      top += column.heights.of(block);
    }
  }

  /** Where these units stand, in view pixels: one rectangle per line and direction. */
  rects(start: number, end: number): Rect[] {
    return rectsOf(this.#column, start, end);
  }

  /** The edge of the grapheme that begins (or ends) here: where a caret or a handle stands. */
  edge(unit: number, side: "start" | "end"): Rect | null {
    return edgeOf(this.#column, unit, side);
  }

  hit(at: Point): Hit | null {
    return hitAt(this.#column, at);
  }

  /** Whether the paragraph at this unit runs from right to left. */
  isRtlAt(unit: number): boolean {
    return this.#column.of(this.#column.blocks?.at(unit) ?? -1)?.isRtl ?? false;
  }

  /** Into the block that is at the top now, within the ends of the text. */
  #settle(): void {
    const column = this.#column;
    const { heights } = column;
    let { block, into } = this.#anchor;
    while (into < 0 && block > 0) {
      block--;
      column.show(Math.min(block, column.first), Math.max(block, column.last));
      into += heights.of(block);
    }
    while (into >= heights.of(block) && block < heights.count - 1) {
      into -= heights.of(block);
      block++;
    }
    if (block === 0) into = Math.max(into, -ABOVE_ALL);
    this.#anchor = { block, into };
    const left = heights.total - heights.top(block) - into + BELOW_ALL;
    const spare = this.#size.height - left;
    const above = heights.top(block) + into + ABOVE_ALL;
    if (spare > 0 && above > 0) {
      const y = Math.max(0, above - spare) - ABOVE_ALL;
      const at = heights.at(y);
      this.#anchor = { block: at, into: y - heights.top(at) };
    }
  }

  #wanted(): [number, number] {
    const { heights } = this.#column;
    const { block, into } = this.#anchor;
    let [first, last] = [block, block];
    let top = -into;
    while (first > 0 && top > -MARGIN) top -= heights.of(--first);
    let bottom = -into + heights.of(block);
    while (last < heights.count - 1 && bottom < this.#size.height + MARGIN) {
      bottom += heights.of(++last);
    }
    return [first, last];
  }

  #topOf(block: number): number {
    const { heights } = this.#column;
    return heights.top(block) - heights.top(this.#anchor.block) - this.#anchor.into;
  }
}
