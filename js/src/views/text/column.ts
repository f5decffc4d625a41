/**
 * The blocks that are in the DOM, one below the other, and how high all the others are about.
 *
 * Where a piece of a long paragraph begins on its line is known once all pieces before it have been
 * laid out; so they are, once, and taken out again.
 */
import { Heights } from "../../geometry/heights";
import type { Blocks } from "../../geometry/text_blocks";
import type { Segments } from "../../geometry/text_segments";
import { type Before, Block, firstDirection } from "./block";

const SIDE = 24;
const SCROLLBAR = 14;
/** Line height in type sizes: room for names above the words and for bars beneath. */
const LINE = 2.45;
const USUAL_TYPE = 15;

export class Column {
  readonly element = document.createElement("div");
  blocks: Blocks | null = null;
  segments: Segments | null = null;
  heights = new Heights(0, () => 0);
  /** What is in the DOM; `last` is before `first` where nothing is. */
  first = 0;
  last = -1;
  #width = 0;
  #type = USUAL_TYPE;
  readonly #shown = new Map<number, Block>();
  readonly #measured = new Set<number>();
  /** How much of the last line of a piece is taken. */
  readonly #taken = new Map<number, number>();

  constructor(host: HTMLElement) {
    this.element.className = "nbl-page";
    host.append(this.element);
  }

  get type(): number {
    return this.#type;
  }

  /** CSS pixels from one line to the next. */
  get line(): number {
    return Math.round(this.#type * LINE);
  }

  /** Where lines begin and end across. */
  get inner(): { readonly left: number; readonly right: number } {
    return { left: SIDE, right: Math.max(this.#width - SIDE - SCROLLBAR, SIDE + 40) };
  }

  open(blocks: Blocks, segments: Segments, language: string): void {
    this.close();
    this.blocks = blocks;
    this.segments = segments;
    this.element.lang = language === "und" ? "" : language;
    this.estimate();
  }

  close(): void {
    this.blocks = null;
    this.segments = null;
    this.heights = new Heights(0, () => 0);
    this.clear();
  }

  /** Whether anything has to be laid out anew. */
  fit(width: number, type: number): boolean {
    const other = width !== this.#width || type !== this.#type;
    this.#width = width;
    this.#type = type;
    return other;
  }

  of(block: number): Block | undefined {
    return this.#shown.get(block);
  }

  estimate(): void {
    const { blocks, line } = this;
    const across = this.inner.right - this.inner.left;
    this.#measured.clear();
    this.#taken.clear();
    const { style } = this.element;
    style.fontSize = `${this.#type}px`;
    style.lineHeight = `${line}px`;
    style.padding = `0 ${SIDE + SCROLLBAR}px 0 ${SIDE}px`;
    this.heights = new Heights(blocks?.count ?? 0, (block) => {
      const lines = ((blocks as Blocks).ems(block) * this.#type) / across;
      return Math.max(1, blocks?.isCut(block) ? Math.floor(lines) : Math.ceil(lines)) * line;
    });
  }

  clear(): void {
    this.element.replaceChildren();
    this.#shown.clear();
    this.#measured.clear();
    this.first = 0;
    this.last = -1;
  }

  /** These blocks and no others are in the DOM, and their heights are known. */
  show(first: number, last: number): void {
    if (first > this.last + 1 || last < this.first - 1) this.clear();
    for (let block = this.first; block <= this.last; block++) {
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
    this.first = first;
    this.last = last;
    const heights = fresh
      .filter((block) => !this.#measured.has(block))
      .map((block) => [block, this.#heightOf(block)] as const);
    for (const [block, height] of heights) this.#measure(block, height);
  }

  #drop(block: number): void {
    this.#shown.get(block)?.element.remove();
    this.#shown.delete(block);
  }

  #heightOf(block: number): number {
    return (this.#shown.get(block) as Block).height;
  }

  #measure(block: number, height: number): void {
    // A hidden tab lays nothing out.
    if (height === 0) return;
    // The line that a piece ends in belongs to the one that goes on there.
    this.heights.set(block, this.blocks?.isCut(block) ? height - this.line : height);
    this.#measured.add(block);
  }

  #make(block: number): Block {
    const blocks = this.blocks as Blocks;
    const segments = this.segments as Segments;
    const head = blocks.head(block);
    const content = {
      text: blocks.textOf(block),
      start: blocks.start(block),
      // A piece of a long paragraph runs as its beginning does.
      direction: head === block ? "auto" : (firstDirection(blocks.textOf(head)) ?? "ltr"),
      graphemes: () => segments.cuts(block, "grapheme"),
      pitch: this.line,
    } as const;
    return new Block(content, head === block ? null : this.#before(block));
  }

  #before(block: number): Before {
    const taken = this.#takenBy(block - 1);
    const left = this.inner.right - this.inner.left - taken;
    const breaks = this.blocks?.mayBreak(block) ?? true;
    return { taken, left, type: this.#type, breaks };
  }

  /** The pieces of the paragraph up to here are laid out, as far as they have not been before. */
  #takenBy(block: number): number {
    const blocks = this.blocks as Blocks;
    let from = block;
    while (from > blocks.head(block) && !this.#taken.has(from)) from--;
    for (let piece = from; piece <= block; piece++) {
      if (this.#taken.has(piece)) continue;
      const shown = this.#shown.get(piece);
      const laid = shown ?? this.#make(piece);
      if (shown === undefined) this.element.append(laid.element);
      const { height } = laid;
      if (height > 0) this.#taken.set(piece, laid.taken());
      this.#measure(piece, height);
      if (shown === undefined) laid.element.remove();
    }
    return this.#taken.get(block) ?? 0;
  }
}
