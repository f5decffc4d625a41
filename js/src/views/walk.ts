/**
 * Which item is next. The filter says which items there are to go through; the item on the desk
 * need not be one of them (it drops out of "to do" the moment it is done), so places are found by
 * the document's order. Where a queue says what to label next, *done* and *skip* follow it.
 */
import type { Document } from "../state/document";
import type { Queue } from "../state/queue";
import type { ItemKey } from "../state/types";
import type { Filter } from "./desk";

export const EVERYTHING: Filter = { status: "all", label: null, flagged: false };

export const isOpen = (filter: Filter): boolean =>
  filter.status === "all" && filter.label === null && !filter.flagged;

export function passes(document: Document, filter: Filter, item: ItemKey): boolean {
  const answer = document.answer(item);
  return (
    (filter.status === "all" || answer.status === filter.status) &&
    (!filter.flagged || answer.flagged) &&
    (filter.label === null || document.decided(item).some(({ label }) => label === filter.label))
  );
}

/** The first place in `shown` that stands after `item` in the document's order. */
export function placeAfter(
  document: Document,
  shown: readonly ItemKey[],
  item: ItemKey | null,
): number {
  if (item === null) return 0;
  const here = document.indexOf(item);
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (document.indexOf(shown[middle] as ItemKey) <= here) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where `item` stands in `shown`, from 0; null if the filter leaves it out. */
export function placeOf(
  document: Document,
  shown: readonly ItemKey[],
  item: ItemKey | null,
): number | null {
  const before = placeAfter(document, shown, item) - 1;
  return item !== null && shown[before] === item ? before : null;
}

/** The item one step on or back; null at the end. */
export function neighbour(
  document: Document,
  shown: readonly ItemKey[],
  item: ItemKey | null,
  step: 1 | -1,
): ItemKey | null {
  const after = placeAfter(document, shown, item);
  const inside = item !== null && shown[after - 1] === item;
  const place = step === 1 ? after : after - (inside ? 2 : 1);
  return shown[place] ?? null;
}

/** The next item still to do, from `from` on and around; never `item` itself. */
export function nextTodo(
  document: Document,
  shown: readonly ItemKey[],
  item: ItemKey | null,
  from: ItemKey | null = item,
): ItemKey | null {
  const start = placeAfter(document, shown, from);
  for (let step = 0; step < shown.length; step++) {
    const next = shown[(start + step) % shown.length] as ItemKey;
    if (next !== item && document.answer(next).status === "todo") return next;
  }
  return null;
}

/** The first items of the queue that the filter lets through and are still to do. */
export function firstInQueue(
  document: Document,
  filter: Filter,
  queue: Queue | null,
  item: ItemKey | null,
  most: number,
): ItemKey[] {
  const found: ItemKey[] = [];
  for (const each of queue?.items ?? []) {
    if (found.length === most) break;
    const here = each !== item && document.indexOf(each) >= 0;
    if (here && document.answer(each).status === "todo" && passes(document, filter, each)) {
      found.push(each);
    }
  }
  return found;
}
