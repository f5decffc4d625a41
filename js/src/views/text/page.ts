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
import { Heights } from "../../geometry/heights";
import { clamp, type Point, type Rect } from "../../geometry/rect";
import type { Blocks } from "../../geometry/text_blocks";
import type { Segments, Range as Stretch } from "../../geometry/text_segments";
import { type Cell, cellAt, Lines, rightToLeft } from "./lines";

/** CSS pixels above and below the view that are laid out too. */
const MARGIN = 400;
const SIDE = 24;
const SCROLLBAR = 14;
/** Line height in type sizes: room for names above the words and for bars beneath. */
const LINE = 2.45;
const ABOVE_ALL = 8;
/** Room under the last line: what lies over the view there covers no text for good. */
const BELOW_ALL = 48;

interface Shown {
  readonly element: HTMLElement;
  readonly node: Text;
  readonly lines: Lines;
  /** Rectangles asked for before, from the block's own corner. */
  readonly rects: Map<string, readonly Rect[]>;
  /** In view pixels, as of the last layout. */
  top: number;
}

/** What is under a point of the view. */
export interface Hit {
  readonly cell: Stretch;
  /** The side of the grapheme that is nearer. */
  readonly boundary: number;
  /** false: the point is beside the text, this is only the nearest place. */
  readonly inside: boolean;
}

export class Page {
  readonly element = document.createElement("div");
  #size: Size = { width: 0, height: 0 };
  #type = 15;
  #blocks: Blocks | null = null;
  #segments: Segments | null = null;
  #heights = new Heights(0, () => 0);
  #measured = new Set<number>();
  #anchor = { block: 0, into: 0 };
  readonly #shown = new Map<number, Shown>();
  #first = 0;
  #last = -1;

  constructor(host: HTMLElement) {
    this.element.className = "nbl-page";
    host.append(this.element);
  }

  get type(): number {
    return this.#type;
  }

  get line(): number {
    return Math.round(this.#type * LINE);
  }

  get total(): number {
    return this.#heights.total + ABOVE_ALL + BELOW_ALL;
  }

  get scroll(): number {
    return this.#heights.top(this.#anchor.block) + this.#anchor.into + ABOVE_ALL;
  }

  /** The first unit of the block at the top: where to open again. */
  get place(): number {
    return this.scroll === 0 ? 0 : (this.#blocks?.start(this.#anchor.block) ?? 0);
  }

  /** Units of what is laid out. */
  get extent(): Stretch {
    const blocks = this.#blocks;
    if (blocks === null || this.#last < 0) return { start: 0, end: 0 };
    return { start: blocks.start(this.#first), end: blocks.end(this.#last) };
  }

  open(blocks: Blocks, segments: Segments, language: string, at: number): void {
    this.close();
    this.#blocks = blocks;
    this.#segments = segments;
    this.element.lang = language === "und" ? "" : language;
    this.#estimate();
    this.#anchor = { block: blocks.at(at), into: at === 0 ? -ABOVE_ALL : 0 };
  }

  close(): void {
    this.#blocks = null;
    this.#segments = null;
    this.#heights = new Heights(0, () => 0);
    this.#forget();
  }

  /** Another width, size of type or font: all is laid out anew around what is at the top. */
  fit(size: Size, type: number): void {
    const narrower = size.width !== this.#size.width || type !== this.#type;
    this.#size = size;
    this.#type = type;
    if (narrower) this.refresh();
  }

  refresh(): void {
    const { block, into } = this.#anchor;
    const before = this.#heights.of(block);
    this.#forget();
    this.#estimate();
    if (this.#blocks === null || before === 0) return;
    this.#show(block, block);
    this.#anchor = { block, into: (into * this.#heights.of(block)) / before };
  }

  scrollBy(by: number): void {
    this.#anchor.into += by;
    this.layout();
  }

  scrollTo(y: number): void {
    const block = this.#heights.at(y - ABOVE_ALL);
    this.#anchor = { block, into: y - ABOVE_ALL - this.#heights.top(block) };
    this.layout();
  }

  /** Bring a stretch into view, moving no further than is needed; from afar, into the middle. */
  reveal({ start, end }: Stretch): void {
    const blocks = this.#blocks;
    if (blocks === null) return;
    const block = blocks.at(start);
    if (!this.#shown.has(block)) {
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
    if (this.#blocks === null || this.#size.height === 0) return;
    // What is measured may be higher or lower than it was estimated: then there is more to show.
    for (let round = 0; round < 8; round++) {
      this.#settle();
      const [first, last] = this.#wanted();
      const same = first >= this.#first && last <= this.#last && this.#last >= 0;
      if (same && this.#last - this.#first <= 2 * (last - first) + 8) break;
      this.#show(first, last);
    }
    let top = this.#topOf(this.#first);
    this.element.style.transform = `translateY(${top}px)`;
    for (let block = this.#first; block <= this.#last; block++) {
      (this.#shown.get(block) as Shown).top = top;
      top += this.#heights.of(block);
    }
  }

  /** Where these units stand, in view pixels: one rectangle per line and direction. */
  rects(start: number, end: number): Rect[] {
    const found: Rect[] = [];
    for (const [shown, from, to] of this.#parts(start, end)) {
      for (const { x, y, width, height } of this.#rectsIn(shown, from, to)) {
        found.push({ x, y: y + shown.top, width, height });
      }
    }
    return found;
  }

  /** The edge of the grapheme that begins (or ends) here: where a caret or a handle stands. */
  edge(unit: number, side: "start" | "end"): Rect | null {
    const blocks = this.#blocks;
    if (blocks === null) return null;
    const block = blocks.at(side === "end" && unit > 0 ? unit - 1 : unit);
    const shown = this.#shown.get(block);
    if (shown === undefined) return null;
    const [from, to] = [blocks.start(block), blocks.end(block)];
    const inner = clamp(side === "end" ? unit - 1 : unit, from, Math.max(from, to - 1));
    const after = side === "end" || unit >= to;
    const cell = this.#segments?.around(inner, "grapheme") ?? { start: inner, end: inner + 1 };
    const rect = this.#rectsIn(shown, cell.start - from, cell.end - from)[0];
    if (rect === undefined) {
      const rtl = this.#isRtl(shown);
      const x = rtl ? this.#size.width - SIDE - SCROLLBAR : SIDE;
      return { x, y: shown.top + this.line * 0.26, width: 0, height: this.#type * 1.2 };
    }
    const rtl = rightToLeft(blocks.text.slice(cell.start, cell.end)) ?? this.#isRtl(shown);
    const x = rtl === after ? rect.x : rect.x + rect.width;
    return { x, y: rect.y + shown.top, width: 0, height: rect.height };
  }

  hit(at: Point): Hit | null {
    const blocks = this.#blocks;
    if (blocks === null || this.#last < 0) return null;
    let block = this.#last;
    for (let each = this.#first; each < this.#last; each++) {
      if ((this.#shown.get(each) as Shown).top + this.#heights.of(each) > at.y) {
        block = each;
        break;
      }
    }
    const shown = this.#shown.get(block) as Shown;
    const start = blocks.start(block);
    if (blocks.end(block) === start) {
      return { cell: { start, end: start }, boundary: start, inside: false };
    }
    const y = at.y - shown.top;
    const cells = shown.lines.at(y);
    const cell = cellAt(cells, at.x);
    if (cell === null) return null;
    const left = at.x < (cell.left + cell.right) / 2;
    const text = blocks.text.slice(cell.start, cell.end);
    const rtl = rightToLeft(text) ?? leansLeft(cells, cell) ?? this.#isRtl(shown);
    const within = at.x >= cell.left && at.x < cell.right;
    return {
      cell,
      boundary: left === rtl ? cell.end : cell.start,
      inside: within && y >= 0 && y < this.#heights.of(block),
    };
  }

  /** Whether the paragraph at this unit runs from right to left. */
  isRtlAt(unit: number): boolean {
    const shown = this.#shown.get(this.#blocks?.at(unit) ?? -1);
    return shown !== undefined && this.#isRtl(shown);
  }

  *#parts(start: number, end: number): Iterable<readonly [Shown, number, number]> {
    const blocks = this.#blocks;
    if (blocks === null) return;
    const first = Math.max(this.#first, blocks.at(start));
    for (let block = first; block <= this.#last && blocks.start(block) < end; block++) {
      const from = Math.max(start, blocks.start(block));
      const to = Math.min(end, blocks.end(block));
      const shown = this.#shown.get(block);
      if (shown === undefined || from >= to) continue;
      yield [shown, from - blocks.start(block), to - blocks.start(block)];
    }
  }

  #rectsIn(shown: Shown, from: number, to: number): readonly Rect[] {
    const name = `${from} ${to}`;
    const before = shown.rects.get(name);
    if (before !== undefined) return before;
    const rects = measure(shown, from, to);
    shown.rects.set(name, rects);
    return rects;
  }

  #estimate(): void {
    const blocks = this.#blocks;
    const { line } = this;
    const across = Math.max(this.#size.width - 2 * SIDE - SCROLLBAR, 40);
    this.#measured.clear();
    this.element.style.font = "";
    this.element.style.fontSize = `${this.#type}px`;
    this.element.style.lineHeight = `${line}px`;
    this.element.style.padding = `0 ${SIDE + SCROLLBAR}px 0 ${SIDE}px`;
    this.#heights = new Heights(blocks?.count ?? 0, (block) => {
      const lines = Math.ceil(((blocks as Blocks).ems(block) * this.#type) / across);
      return Math.max(1, lines) * line;
    });
  }

  #forget(): void {
    this.element.replaceChildren();
    this.#shown.clear();
    this.#measured.clear();
    this.#first = 0;
    this.#last = -1;
  }

  /** Into the block that is at the top now, within the ends of the text. */
  #settle(): void {
    const heights = this.#heights;
    let { block, into } = this.#anchor;
    while (into < 0 && block > 0) {
      block--;
      this.#show(Math.min(block, this.#first), Math.max(block, this.#last));
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
    const heights = this.#heights;
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
    return this.#heights.top(block) - this.#heights.top(this.#anchor.block) - this.#anchor.into;
  }

  /** These blocks and no others are in the DOM, and their heights are known. */
  #show(first: number, last: number): void {
    if (first > this.#last + 1 || last < this.#first - 1) this.#forget();
    for (let block = this.#first; block <= this.#last; block++) {
      if (block < first || block > last) this.#drop(block);
    }
    const fresh: number[] = [];
    let place: ChildNode | null = this.element.firstChild;
    for (let block = first; block <= last; block++) {
      const shown = this.#shown.get(block);
      if (shown !== undefined) {
        place = shown.element.nextSibling;
        continue;
      }
      const made = this.#make(block);
      this.element.insertBefore(made.element, place);
      this.#shown.set(block, made);
      fresh.push(block);
    }
    this.#first = first;
    this.#last = last;
    const heights = fresh
      .filter((block) => !this.#measured.has(block))
      .map((block) => {
        const { element } = this.#shown.get(block) as Shown;
        return [block, element.getBoundingClientRect().height] as const;
      });
    for (const [block, height] of heights) {
      // A hidden tab lays nothing out.
      if (height === 0) continue;
      this.#heights.set(block, height);
      this.#measured.add(block);
    }
  }

  #drop(block: number): void {
    this.#shown.get(block)?.element.remove();
    this.#shown.delete(block);
  }

  #make(block: number): Shown {
    const blocks = this.#blocks as Blocks;
    const segments = this.#segments as Segments;
    const element = document.createElement("p");
    element.className = "nbl-block";
    const head = blocks.head(block);
    // A piece of a long paragraph runs as its beginning does.
    element.dir = head === block ? "auto" : (firstDirection(blocks.textOf(head)) ?? "ltr");
    const node = document.createTextNode(blocks.textOf(block));
    element.append(node);
    const start = blocks.start(block);
    const made: Shown = {
      element,
      node,
      rects: new Map(),
      top: 0,
      lines: new Lines(
        () => segments.cuts(block, "grapheme"),
        (from, to) => measure(made, from - start, to - start),
        () => this.line,
      ),
    };
    return made;
  }

  #isRtl({ element }: Shown): boolean {
    return getComputedStyle(element).direction === "rtl";
  }
}

/** Asked of the browser, from the corner of the page's column. */
function measure({ element, node }: Shown, from: number, to: number): Rect[] {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  const page = (element.parentElement as HTMLElement).getBoundingClientRect();
  const { top } = element.getBoundingClientRect();
  const rects: Rect[] = [];
  for (const { x, y, width, height } of range.getClientRects()) {
    const rect = { x: x - page.left, y: y - top, width, height };
    const last = rects.at(-1);
    // Runs of both directions that touch are one to the eye.
    const touch =
      last !== undefined && (near(last.x + last.width, rect.x) || near(rect.x + width, last.x));
    if (last !== undefined && touch && near(last.y, rect.y)) {
      rects[rects.length - 1] = { ...last, x: Math.min(last.x, rect.x), width: last.width + width };
    } else rects.push(rect);
  }
  return rects;
}

const near = (a: number, b: number) => Math.abs(a - b) < 0.7;

function firstDirection(text: string): "rtl" | "ltr" | null {
  for (const letter of text.slice(0, 2000)) {
    const rtl = rightToLeft(letter);
    if (rtl !== null && !/\p{N}/u.test(letter)) return rtl ? "rtl" : "ltr";
  }
  return null;
}

/** A sign without a direction of its own runs as its neighbour does. */
function leansLeft(cells: readonly Cell[], cell: Cell): boolean | null {
  const at = cells.indexOf(cell);
  const next = cells[at + 1];
  if (next !== undefined) return next.left < cell.left;
  const former = cells[at - 1];
  return former === undefined ? null : former.left > cell.left;
}
