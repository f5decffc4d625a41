/** Axes: which numbers stand at them, and where a value lies between them. */

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** The smallest of 1, 2, 5, 10, 20 … (and their parts) that makes at most so many steps. */
function stepFor(span: number, steps: number): number {
  const least = span / steps;
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** What a step counts, without the dust that adding up parts of ten leaves. */
const clean = (count: number, step: number): number => Number((count * step).toPrecision(12));

/** An axis that begins and ends at a number of its own, around all the values. */
export function around(values: readonly number[], steps: number): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0 : Math.abs(low) / 10 || 1;
  const step = stepFor(high - low + 2 * room, steps);
  const first = Math.floor((low - room) / step + 1e-9);
  const last = Math.ceil((high + room) / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => clean(first + at, step));
  return { from: ticks[0] as number, to: ticks.at(-1) as number, ticks };
}

/** An axis exactly from the first value to the last, with the numbers that lie between. */
export function between(values: readonly number[], steps: number): Scale {
  const to = Math.max(...values);
  const least = Math.min(...values);
  const from = least < to ? least : Math.min(0, to);
  if (from === to) return { from, to: from + 1, ticks: [from] };
  const step = stepFor(to - from, steps);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => clean(first + at, step));
  return { from, to, ticks };
}

/** Where a value lies on an axis drawn from one pixel to another. */
export const place = ({ from, to }: Scale, value: number, start: number, end: number): number =>
  start + ((value - from) / (to - from)) * (end - start);
