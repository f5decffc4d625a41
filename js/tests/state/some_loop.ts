/** A loop as the kernel tells of it, and queues. */
import type { Loop, Round } from "../../src/state/loop";
import type { Queue } from "../../src/state/queue";
import type { ItemKey } from "../../src/state/types";

export const round = (n: number, more: Partial<Round> = {}): Round => ({
  round: n,
  labels: 10 * n,
  minutes: 1.5 * n,
  score: 0.5 + n / 20,
  low: 0.4 + n / 20,
  high: 0.6 + n / 20,
  tested: 12,
  ...more,
});

export const loop = (more: Partial<Loop> = {}): Loop => ({
  state: "ready",
  round: 2,
  said: "trained on 20; 6 more labels until the next round",
  error: null,
  hint: null,
  metric: "accuracy",
  labels: 24,
  trained: 20,
  wanted: 6,
  strategy: "margin",
  retrain: "background",
  paused: false,
  curve: [round(1), round(2)],
  ...more,
});

export function queue(items: readonly ItemKey[], reasons: readonly (string | null)[] = []): Queue {
  const why = items.map((item, at) => [item, reasons[at] ?? null] as const);
  return { round: 1, items, reasons: new Map(why) };
}
