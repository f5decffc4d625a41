/**
 * What comes after the item in view. While it is in view the queue may be swapped under it; the
 * item announced as the next one is decoded already and stays the next, the rest is swapped at once.
 * Only where every item is to come from the newest model does the person wait for it.
 */
import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Editor } from "../state/editor";
import type { Queue } from "../state/queue";
import type { ItemKey } from "../state/types";
import type { Filter } from "./desk";
import { firstInQueue, isOpen, neighbour, nextTodo, passes, placeAfter, placeOf } from "./walk";

const AHEAD = 64;

/** Where one may go from an item, likeliest first. */
export interface Upcoming {
  readonly item: ItemKey | null;
  readonly ahead: readonly ItemKey[];
  readonly behind: readonly ItemKey[];
}

export interface NextUp {
  readonly upcoming: ReadonlySignal<Upcoming>;
  /** Where *done* and *skip* go; null: everything is done, or what is next is not known yet. */
  next(): ItemKey | null;
  /** Whether the model must be trained before it is known what is next. */
  readonly waits: boolean;
  /** Go on from this item as soon as it is known where to. */
  goOnFromHere(): void;
  /** Why this item is next, as it was said when it was announced. */
  reasonFor(item: ItemKey): string | null;
  end(): void;
}

interface Around {
  readonly editor: Editor;
  readonly item: ReadonlySignal<ItemKey | null>;
  readonly filter: ReadonlySignal<Filter>;
  readonly shown: ReadonlySignal<readonly ItemKey[]>;
  readonly go: (item: ItemKey) => void;
}

/** What was announced while this item was in view, under this filter. */
interface Announced {
  readonly item: ItemKey | null;
  readonly filter: Filter;
  readonly next: ItemKey;
  readonly reason: string | null;
}

export function followQueue({ editor, item, filter, shown, go }: Around): NextUp {
  const { document } = editor;
  const queue = signal<Queue | null>(editor.queue.peek());
  const announced = signal<Announced | null>(null);

  /** What was announced here, if it can still be gone to. */
  const kept = (): Announced | null => {
    const now = announced.value;
    const here = now !== null && now.item === item.value && now.filter === filter.value;
    return here && canBeNext(now.next) ? now : null;
  };
  const canBeNext = (each: ItemKey): boolean =>
    each !== item.value &&
    document.indexOf(each) >= 0 &&
    document.answer(each).status === "todo" &&
    passes(document, filter.value, each);

  const strict = (): boolean => editor.loop.value?.retrain === "wait";
  const waits = (): boolean =>
    strict() &&
    (queue.value !== null || editor.loop.value?.state === "training") &&
    inQueue(1).length === 0 &&
    nextTodo(document, shown.value, item.value) !== null;

  const inQueue = (most: number): ItemKey[] => {
    const first = kept()?.next;
    const rest = firstInQueue(document, filter.value, queue.value, item.value, most);
    return first === undefined ? rest : [first, ...rest.filter((each) => each !== first)];
  };

  const next = (): ItemKey | null => {
    if (waits()) return null;
    const here = item.value;
    // Where the queue ends the rest begins, in the task's own order.
    const from = here !== null && queue.value?.reasons.has(here) ? null : here;
    return (
      inQueue(1)[0] ??
      nextTodo(document, shown.value, here, from) ??
      (isOpen(filter.value) ? null : neighbour(document, shown.value, here, 1))
    );
  };

  const upcoming = computed((): Upcoming => {
    const here = item.value;
    if (here === null) return { item: null, ahead: [], behind: [] };
    // A status that changes may change what is next; every change does not.
    document.tally.value;
    const after = placeAfter(document, shown.value, here);
    const [first, second, ...rest] = inQueue(AHEAD);
    const neighbours = shown.value.slice(after, after + AHEAD);
    const todo = next();
    const likely = [first ?? todo, second, neighbours[0], ...rest, ...neighbours];
    const ahead = new Set(likely.filter((each) => typeof each === "string"));
    const place = placeOf(document, shown.value, here) ?? after;
    return {
      item: here,
      ahead: [...ahead].slice(0, AHEAD),
      behind: shown.value.slice(Math.max(0, place - 1), place),
    };
  });

  let leaving: ItemKey | null = null;
  const forget = effect(() => {
    item.value;
    leaving = null;
  });
  const follow = effect(() => {
    const fresh = editor.queue.value;
    untracked(() => {
      if (fresh === queue.value) return;
      const stays = item.value === null || strict() ? null : next();
      batch(() => {
        announced.value = stays === null ? null : announce(stays);
        queue.value = fresh;
      });
      const first = fresh === null || leaving === null ? null : next();
      if (first !== null) go(first);
    });
  });

  function announce(stays: ItemKey): Announced {
    const reason = reasonFor(stays, queue.value);
    return { item: item.value, filter: filter.value, next: stays, reason };
  }

  function reasonFor(each: ItemKey, drawn = editor.queue.value): string | null {
    const now = kept();
    return now?.next === each ? now.reason : (drawn?.reasons.get(each) ?? null);
  }

  return {
    upcoming,
    next,
    get waits() {
      return waits();
    },
    goOnFromHere() {
      leaving = item.value;
    },
    reasonFor,
    end() {
      forget();
      follow();
    },
  };
}
