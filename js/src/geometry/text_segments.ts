/**
 * Words and graphemes of a text, as its language has them: what selecting snaps to.
 *
 * Segmented block by block and kept for the blocks in use; a block begins where a grapheme begins,
 * so nothing is seen differently than in the whole. Offsets are UTF-16 units.
 */
import type { Blocks } from "./text_blocks";

export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Step = "word" | "grapheme";

/** Older browsers need the square of a text's length to segment it: pieces are enough at once. */
const PIECE = 1500;
/** Where a piece may end: no word and no grapheme goes on there. */
const JOINT = /[ 、。][!-~\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\u05d0-\u05ea\u0621-\u064a]/g;

/** So many blocks are in view at most, some to spare. */
const KEPT = 400;
/** What Python strips, too. */
const WHITE = new RegExp(`^[\\s${String.fromCharCode(0x1c)}-${String.fromCharCode(0x1f)}\\x85]+$`);

/** Scripts whose words are told apart, or whose letters look different, by language. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["ja", /[\u3041-\u30ff]/g],
  ["ko", /[\uac00-\ud7af]/g],
  ["zh", /[\u4e00-\u9fff]/g],
  ["th", /[\u0e00-\u0e7f]/g],
  ["lo", /[\u0e80-\u0eff]/g],
  ["km", /[\u1780-\u17ff]/g],
  ["my", /[\u1000-\u109f]/g],
  ["he", /[\u0590-\u05ff]/g],
  ["ar", /[\u0600-\u06ff]/g],
  ["hi", /[\u0900-\u097f]/g],
];

/** The language by its script; "und" where the script does not tell. */
export function guessLanguage(text: string): string {
  const sample = text.slice(0, 4000);
  // A little kana makes Japanese of a text mostly in Han.
  for (const [language, letters] of SCRIPTS) {
    const share = (sample.match(letters)?.length ?? 0) / Math.max(sample.length, 1);
    if (share > 0.1) return language;
  }
  return "und";
}

export class Segments {
  readonly blocks: Blocks;
  readonly #segmenters: Readonly<Record<Step, Intl.Segmenter>>;
  readonly #cuts: Readonly<Record<Step, Map<number, Uint32Array>>> = {
    word: new Map(),
    grapheme: new Map(),
  };

  constructor(blocks: Blocks, language: string) {
    this.blocks = blocks;
    this.#segmenters = {
      word: new Intl.Segmenter(known(language), { granularity: "word" }),
      grapheme: new Intl.Segmenter(known(language), { granularity: "grapheme" }),
    };
  }

  /** Where each segment of a block begins, and where the last one ends. */
  cuts(block: number, by: Step): Uint32Array {
    const kept = this.#cuts[by];
    const before = kept.get(block);
    if (before !== undefined) return before;
    const text = this.blocks.textOf(block);
    const start = this.blocks.start(block);
    const cuts: number[] = [];
    for (let from = 0; from < text.length; ) {
      JOINT.lastIndex = from + PIECE;
      const joint = JOINT.exec(text);
      const to = joint === null ? text.length : joint.index + 1;
      for (const { index } of this.#segmenters[by].segment(text.slice(from, to))) {
        cuts.push(start + from + index);
      }
      from = to;
    }
    cuts.push(this.blocks.end(block));
    const made = Uint32Array.from(cuts);
    if (kept.size >= KEPT) kept.clear();
    kept.set(block, made);
    return made;
  }

  /** The word or grapheme this unit is in; a line break is one by itself. */
  around(unit: number, by: Step): Range {
    const block = this.blocks.at(unit);
    const end = this.blocks.end(block);
    if (unit >= end) {
      const last = block + 1 === this.blocks.count;
      return { start: end, end: last ? end : this.blocks.start(block + 1) };
    }
    const cuts = this.cuts(block, by);
    const at = lastUpTo(cuts, unit);
    return { start: cuts[at] as number, end: cuts[at + 1] as number };
  }

  /**
   * From one place to another, in whole words or graphemes, with no white space at its ends;
   * null where nothing else is left.
   */
  snapped(a: number, b: number, by: Step): Range | null {
    const [low, high] = a <= b ? [a, b] : [b, a];
    if (low === high) return null;
    let { start } = this.around(low, by);
    let { end } = this.around(high - 1, by);
    // A word's end may stand within a grapheme: marks that go before their letter.
    if (by === "word") {
      ({ start } = this.around(start, "grapheme"));
      ({ end } = this.around(end - 1, "grapheme"));
    }
    return this.#stripped(start, end);
  }

  /** The next place the caret stops at. Words: marking stops at their ends, moving at their starts. */
  step(from: number, by: Step, forward: boolean, marking: boolean): number {
    const { length } = this.blocks.text;
    let at = from;
    while (forward ? at < length : at > 0) {
      const here = this.around(forward ? at : at - 1, by);
      const empty = here.start === here.end;
      at = forward ? (empty ? at + 1 : here.end) : empty ? at - 1 : here.start;
      if (by === "grapheme") return at;
      const stops = forward && !marking ? this.around(at, by) : here;
      if (!this.#isWhite(stops)) return at;
    }
    return at;
  }

  #isWhite({ start, end }: Range): boolean {
    return start === end || WHITE.test(this.blocks.text.slice(start, end));
  }

  #stripped(from: number, to: number): Range | null {
    let [start, end] = [from, to];
    while (start < end) {
      const first = this.around(start, "grapheme");
      if (!this.#isWhite(first)) break;
      start = Math.max(first.end, start + 1);
    }
    while (end > start) {
      const last = this.around(end - 1, "grapheme");
      if (!this.#isWhite(last)) break;
      end = Math.min(last.start, end - 1);
    }
    return start < end ? { start, end } : null;
  }
}

/** The last place in ascending `cuts` that is not beyond `unit`, the closing one left out. */
function lastUpTo(cuts: Uint32Array, unit: number): number {
  let low = 0;
  let high = cuts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cuts[middle] as number) <= unit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function known(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "und";
  } catch {
    return "und";
  }
}
