/**
 * A text cut into what is laid out at once: its paragraphs, and pieces of very long ones.
 *
 * Offsets are UTF-16 units of the whole text. A block leaves its line break out, so that `\r\n` is
 * one break on the screen and stays two characters in the text. Everything here is one pass: a
 * megabyte is cut in some milliseconds.
 */

/** Longer paragraphs are cut, or a text of one line would be laid out whole at every change. */
const LONGEST = 20_000;
/** How far back from there a good place to cut is looked for. */
const LEEWAY = 4000;
const BREAK = /\r\n|[\n\r\v\f\x85\u2028\u2029]/g;
/** Beside each other these are never one grapheme. */
const PLAIN = /^[!-~\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\u0e01-\u0e2f]$/;
/** White space, and what is written without: a line may end beside each of these. */
const BETWEEN =
  /[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

export class Blocks {
  readonly text: string;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Which block the paragraph began with, for its direction. */
  readonly #heads: number[] = [];
  readonly #ems: number[] = [];

  constructor(text: string) {
    this.text = text;
    let from = 0;
    for (const { index, 0: found } of text.matchAll(BREAK)) {
      this.#paragraph(from, index);
      from = index + found.length;
    }
    this.#paragraph(from, text.length);
  }

  get count(): number {
    return this.#starts.length;
  }

  start(block: number): number {
    return this.#starts[block] as number;
  }

  /** Without the line break. */
  end(block: number): number {
    return this.#ends[block] as number;
  }

  textOf(block: number): string {
    return this.text.slice(this.start(block), this.end(block));
  }

  /** The first block of the paragraph. */
  head(block: number): number {
    return this.#heads[block] as number;
  }

  /** Whether it is a piece of a paragraph, and not the first. */
  goesOn(block: number): boolean {
    return this.head(block) !== block;
  }

  /** Whether its paragraph goes on in the next block. */
  isCut(block: number): boolean {
    return block + 1 < this.count && this.goesOn(block + 1);
  }

  /** Whether a line may end where this piece begins: not so inside a word. */
  mayBreak(block: number): boolean {
    const at = this.start(block);
    return BETWEEN.test(this.text[at - 1] ?? "") || BETWEEN.test(this.text[at] ?? "");
  }

  /** About how wide it is on one line, in type sizes. */
  ems(block: number): number {
    return this.#ems[block] as number;
  }

  /** The block this unit stands in, or the one whose line break it belongs to. */
  at(unit: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.start(middle) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #paragraph(from: number, to: number): void {
    const head = this.count;
    let start = from;
    while (to - start > LONGEST) {
      const cut = this.#cut(start);
      this.#add(start, cut, head);
      start = cut;
    }
    this.#add(start, to, head);
  }

  #add(start: number, end: number, head: number): void {
    let ems = 0;
    for (let unit = start; unit < end; unit++) {
      const code = this.text.charCodeAt(unit);
      ems += code < 0x1100 ? 0.47 : code >= 0xd800 && code < 0xe000 ? 0.6 : 1;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    this.#heads.push(head);
    this.#ems.push(ems);
  }

  /** After white space if there is any near, else where no grapheme is cut. */
  #cut(start: number): number {
    const latest = start + LONGEST;
    for (let at = latest; at > latest - LEEWAY; at--) {
      if (this.text[at - 1] === " " && PLAIN.test(this.text[at] ?? "")) return at;
    }
    for (let at = latest; at > latest - LEEWAY; at--) {
      if (PLAIN.test(this.text[at - 1] ?? "") && PLAIN.test(this.text[at] ?? "")) return at;
    }
    let last = 0;
    for (const { index } of new Intl.Segmenter().segment(this.text.slice(start, latest + 64))) {
      if (index > LONGEST) break;
      last = index;
    }
    return start + (last || LONGEST);
  }
}
