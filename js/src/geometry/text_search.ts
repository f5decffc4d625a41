/** Where else in a text something stands. Offsets are UTF-16 units. */
import type { Range, Segments } from "./text_segments";

/** Written without spaces: that a letter stands beside says nothing of where a word ends. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER = /^[\p{L}\p{N}\p{M}_]/u;

/** What somebody looks for: capitals do not count. At most `most`. */
export function found(text: string, wanted: string, most: number): Range[] {
  if (wanted === "") return [];
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const ranges: Range[] = [];
  for (const { index, 0: match } of text.matchAll(pattern)) {
    ranges.push({ start: index, end: index + match.length });
    if (ranges.length === most) break;
  }
  return ranges;
}

/** Exactly the same again: as whole words where the first is, and never half a grapheme. */
export function repeated(segments: Segments, { start, end }: Range): Range[] {
  const { text } = segments.blocks;
  const quote = text.slice(start, end);
  const whole = !joined(text, start) && !joined(text, end);
  const ranges: Range[] = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + quote.length)) {
    const until = at + quote.length;
    if (whole && (joined(text, at) || joined(text, until))) continue;
    if (segments.around(at, "grapheme").start !== at) continue;
    if (segments.around(until - 1, "grapheme").end !== until) continue;
    ranges.push({ start: at, end: until });
  }
  return ranges;
}

/** Whether the letters on both sides of this place belong to one word. */
function joined(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const before = text.slice(Math.max(0, at - 2), at);
  const low = before.charCodeAt(before.length - 1);
  const former = low >= 0xdc00 && low < 0xe000 ? before : before.slice(-1);
  const next = String.fromCodePoint(text.codePointAt(at) as number);
  if (UNSPACED.test(former) || UNSPACED.test(next)) return false;
  return LETTER.test(former) && LETTER.test(next);
}
