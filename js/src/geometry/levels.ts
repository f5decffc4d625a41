/**
 * On which level each of many overlapping ranges is underlined: no two that meet share one.
 *
 * The shortest comes nearest to the text, so that what is nested lies within what holds it.
 */
import type { Range } from "./text_segments";

export function levelsOf(ranges: readonly Range[]): number[] {
  const order = ranges.map((_, index) => index);
  const length = (index: number) => (ranges[index] as Range).end - (ranges[index] as Range).start;
  order.sort((a, b) => length(a) - length(b) || a - b);
  const levels: number[] = new Array(ranges.length).fill(0);
  /** On each level what stands there, by start; nothing on it overlaps. */
  const taken: Range[][] = [];
  for (const index of order) {
    const range = ranges[index] as Range;
    for (let level = 0; ; level++) {
      const there = taken[level] ?? [];
      taken[level] = there;
      const place = firstFrom(there, range.start);
      const before = there[place - 1];
      const after = there[place];
      if ((before && before.end > range.start) || (after && after.start < range.end)) continue;
      there.splice(place, 0, range);
      levels[index] = level;
      break;
    }
  }
  return levels;
}

function firstFrom(ranges: readonly Range[], start: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
