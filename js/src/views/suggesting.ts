/**
 * The suggestions of the item in view: which are shown, where the cursor is, and what becomes of
 * them. The cursor is not the selection: only accepting and rejecting act on it.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { imageKindNamed, textKindNamed } from "../kinds";
import type { Editor } from "../state/editor";
import { decideOps, removeOps, setOps } from "../state/gestures";
import { isOpen } from "../state/suggestions";
import type { Annotation, Field, ItemKey, Op } from "../state/types";
import * as words from "../words";
import type { Desk } from "./desk";
import { goesOnByItself, isChosen } from "./offers";

export interface Suggesting {
  /** Scores under this are not shown. */
  readonly threshold: Signal<number>;
  /** Open and over the threshold, in the order in which the cursor walks them. */
  readonly suggested: ReadonlySignal<readonly Annotation[]>;
  /** How many are open, shown or not. */
  readonly open: ReadonlySignal<number>;
  /** The one that A and X act on. */
  readonly cursor: ReadonlySignal<string | null>;
  /** Put the cursor there; null: on the first. */
  point(id: string | null): void;
}

export function followSuggestions(
  editor: Editor,
  item: ReadonlySignal<ItemKey | null>,
  selected: ReadonlySignal<readonly string[]>,
  end: AbortSignal,
): Suggesting {
  const { document } = editor;
  const threshold = signal(0);
  const at = signal<string | null>(null);
  const open = computed(() => {
    document.revision.value;
    return item.value === null ? NONE : document.open(item.value);
  });
  let unordered: readonly Annotation[] = [];
  let ordered: readonly Annotation[] = [];
  const all = computed(() => {
    // A gesture decides on one, or takes that back: thousands are not put in order again for it.
    const { gone, come } = differing(unordered, open.value);
    ordered = come.length > FEW ? inOrder(open.value) : exchanged(ordered, gone, come);
    unordered = open.value;
    return ordered;
  });
  const suggested = computed(() => {
    const least = threshold.value;
    return least === 0 ? all.value : all.value.filter((each) => isOver(each, least));
  });
  const asked = computed(() => {
    document.revision.value;
    const decided = item.value === null ? NONE : document.decided(item.value);
    return answeredFields(decided, editor.fields.value);
  });
  const isAsked = (each: Annotation) =>
    asked.value.size > 0 && (asked.value.has(answerTo(each)) || asked.value.has(each.field));
  const walks = (id: string | null | undefined) => {
    const found = document.get(id ?? "");
    const here = found !== undefined && found.item === item.value && isOpen(found);
    return here && isOver(found, threshold.value) && !isAsked(found);
  };
  const cursor = computed(() => {
    // Read first, so that what stands is followed also where the cursor need not be looked for.
    const shown = suggested.value;
    const [chosen] = selected.value;
    if (chosen !== undefined && walks(chosen)) return chosen;
    return walks(at.value) ? at.value : (shown.find((each) => !isAsked(each))?.id ?? null);
  });
  // Once it was on something, it stays there when that is no longer selected.
  const stay = effect(() => {
    const [chosen] = selected.value;
    if (all.peek().some((each) => each.id === chosen)) at.value = chosen ?? null;
  });
  end.addEventListener("abort", stay);
  return {
    threshold,
    suggested,
    open: computed(() => all.value.length),
    cursor,
    point(id) {
      at.value = id;
    },
  };
}

const NONE: readonly Annotation[] = [];
/** So many are put at their places one by one; more, and all are put in order anew. */
const FEW = 50;

/** What is between the equal beginnings and ends of two lists. */
function differing<T>(before: readonly T[], after: readonly T[]): { gone: T[]; come: T[] } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return {
    gone: before.slice(start, before.length - end),
    come: after.slice(start, after.length - end),
  };
}

const isOver = ({ score }: Annotation, threshold: number): boolean =>
  score === null || score >= threshold;

/** Classes first; spans as they are read; boxes the surest first, so that one may stop where they turn bad. */
function inOrder(open: readonly Annotation[]): readonly Annotation[] {
  const keyed = open.map((each) => ({ each, key: placeOf(each) }));
  return keyed.sort((a, b) => compared(a.key, b.key)).map(({ each }) => each);
}

/** What stood in order, without some and with a few others at their places. */
function exchanged(
  ordered: readonly Annotation[],
  gone: readonly Annotation[],
  come: readonly Annotation[],
): readonly Annotation[] {
  const left = new Set(gone);
  const now = ordered.filter((each) => !left.has(each));
  for (const each of come) {
    const key = placeOf(each);
    let low = 0;
    let high = now.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compared(placeOf(now[middle] as Annotation), key) > 0) high = middle;
      else low = middle + 1;
    }
    now.splice(low, 0, each);
  }
  return now;
}

type Place = readonly [number, number, number, number];

const compared = (a: Place, b: Place): number =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];

function placeOf(annotation: Annotation): Place {
  const { kind, geometry, score } = annotation;
  const text = textKindNamed(kind);
  if (text !== undefined) {
    const { start, end } = text.range(geometry);
    return [1, start, end, 0];
  }
  const sure = -(score ?? -Number.MAX_VALUE);
  const bounds = imageKindNamed(kind)?.bounds(geometry);
  return bounds === undefined ? [0, sure, 0, 0] : [2, sure, bounds.y, bounds.x];
}

const answerTo = ({ field, label }: Pick<Annotation, "field" | "label">): string =>
  JSON.stringify([field, label]);

/** Fields that take one answer and have it, and of the others what was chosen. */
function answeredFields(decided: readonly Annotation[], fields: readonly Field[]): Set<string> {
  const chosen = new Map(fields.filter(isChosen).map((field) => [field.name, field]));
  const found = new Set<string>();
  for (const each of chosen.size === 0 ? NONE : decided) {
    const field = chosen.get(each.field);
    if (field === undefined) continue;
    found.add(field.multiple ? answerTo(each) : field.name);
  }
  return found;
}

/** What marking an item done does to its suggestions. */
export interface Closed {
  readonly ops: readonly Op[];
  readonly accepted: number;
  readonly notTaken: number;
}

/**
 * Accept what is shown over `over`, and leave the rest. What was just `answered` (a class field)
 * gets no other answer by the way; `except` is decided on already.
 */
export function closing(
  desk: Desk,
  over: number | null,
  just: { readonly answered?: string; readonly except?: string } = {},
): Closed {
  const item = desk.item.value;
  const { document } = desk.editor;
  const open = item === null ? NONE : document.open(item);
  const left = open.filter(({ id }) => id !== just.except);
  if (item === null || left.length === 0) return { ops: [], accepted: 0, notTaken: 0 };
  const shown = new Set(desk.suggesting.suggested.value.map(({ id }) => id));
  const sure = inOrder(left).filter(
    ({ id, score, field }) =>
      over !== null && score !== null && score > over && shown.has(id) && field !== just.answered,
  );
  const { taken } = together(desk, item, sure, { replace: false });
  const accepted = new Set(taken);
  const rest = left.filter((each) => !accepted.has(each));
  return {
    ops: [...decideOps(taken, "accepted"), ...decideOps(rest, "not taken")],
    accepted: taken.length,
    notTaken: rest.length,
  };
}

interface Taken {
  readonly taken: readonly Annotation[];
  /** What may not stand beside them: an answer before, where one is asked. */
  readonly replaced: readonly Annotation[];
  /** What cannot be taken, since something is in its way. */
  readonly obstructed: readonly Annotation[];
}

/** Which of these can be taken together with what stands. */
function together(
  desk: Desk,
  item: ItemKey,
  wanted: readonly Annotation[],
  { replace }: { readonly replace: boolean },
): Taken {
  const fields = new Map(desk.editor.fields.value.map((field) => [field.name, field]));
  const standing = desk.editor.document.decided(item);
  const taken: Annotation[] = [];
  const replaced: Annotation[] = [];
  const obstructed: Annotation[] = [];
  for (const each of wanted) {
    const field = fields.get(each.field);
    if (field === undefined) continue;
    const beside = (others: readonly Annotation[]) =>
      others.filter((other) => other.field === each.field && inTheWay(field, each, other));
    const before = beside(standing);
    const free =
      beside(taken).length === 0 && (before.length === 0 || (replace && isChosen(field)));
    if (free) {
      taken.push(each);
      replaced.push(...before);
    } else obstructed.push(each);
  }
  return { taken, replaced, obstructed };
}

/** Whether two annotations of one field keep each other off an item. */
function inTheWay(field: Field, one: Annotation, other: Annotation): boolean {
  if (isChosen(field)) return !field.multiple || one.label === other.label;
  const kind = textKindNamed(field.kind);
  if (kind === undefined) return false;
  const [a, b] = [kind.range(one.geometry), kind.range(other.geometry)];
  if (field.options["overlap"] === false) return a.start < b.end && b.start < a.end;
  return one.label === other.label && a.start === b.start && a.end === b.end;
}

export interface SuggestionCommands {
  accept(id?: string): void;
  reject(id?: string): void;
  acceptAll(): void;
}

interface Around {
  readonly desk: Desk;
  /** Done, with what was decided in the same change: that this is the answer. */
  readonly finish: (decided: readonly Op[], answer: Annotation) => void;
  /** Bring what the cursor is on now into view. */
  readonly reveal: () => void;
}

export function suggestionCommands({ desk, finish, reveal }: Around): SuggestionCommands {
  const { editor, suggesting } = desk;
  const { document } = editor;

  const target = (id: string | undefined): Annotation | null => {
    const found = document.get(id ?? suggesting.cursor.value ?? "");
    if (found !== undefined && isOpen(found)) return found;
    desk.say(suggesting.open.value > 0 ? words.NOTHING_POINTED_AT : words.NOTHING_SUGGESTED);
    return null;
  };

  /** Decided on: the cursor goes to the next, and what was selected for it no longer is. */
  const goOn = (from: Annotation, decide: () => void) => {
    const before = suggesting.suggested.value;
    const at = before.findIndex(({ id }) => id === from.id);
    const following = before[at + 1] ?? (at > 0 ? before[0] : undefined);
    if (desk.selected.value.includes(from.id)) desk.selected.value = [];
    const held = suggesting.cursor.value;
    decide();
    // One that was decided on from the list leaves the cursor where it was.
    const still = held !== from.id && before.some(({ id }) => id === held);
    suggesting.point(still ? held : (following?.id ?? null));
    reveal();
  };

  const inOneField = (item: ItemKey, { id, field }: Annotation): Annotation[] => {
    const asked = editor.fields.value.find(({ name }) => name === field);
    if (asked === undefined || !isChosen(asked) || asked.multiple) return [];
    return document.open(item).filter((each) => each.field === field && each.id !== id);
  };

  return {
    accept(id) {
      const item = desk.item.value;
      const wanted = target(id);
      if (wanted === null || item === null) return;
      const { taken, replaced, obstructed } = together(desk, item, [wanted], { replace: true });
      if (obstructed.length > 0 || taken.length === 0) {
        desk.say(words.inTheWay(wanted.kind, wanted.label));
        return;
      }
      const ops = [...decideOps(taken, "accepted"), ...replaced.flatMap(removeOps)];
      const todo = document.answer(item).status === "todo";
      if (todo && isOnlyAnswer(wanted, editor.fields.value)) {
        // What becomes of the others *done* says.
        finish(ops, wanted);
        return;
      }
      const others = decideOps(inOneField(item, wanted), "not taken");
      goOn(wanted, () => editor.commit([...ops, ...others]));
      desk.say(words.decided("accepted", wanted.kind, wanted.label, suggesting.open.value));
    },
    reject(id) {
      const wanted = target(id);
      if (wanted === null) return;
      goOn(wanted, () => editor.commit(decideOps([wanted], "rejected")));
      desk.say(words.decided("rejected", wanted.kind, wanted.label, suggesting.open.value));
    },
    acceptAll() {
      const item = desk.item.value;
      const shown = suggesting.suggested.value;
      if (item === null || shown.length === 0) {
        desk.say(words.NOTHING_SUGGESTED);
        return;
      }
      const { taken, obstructed } = together(desk, item, shown, { replace: false });
      desk.selected.value = [];
      editor.commit(decideOps(taken, "accepted"));
      suggesting.point(null);
      desk.say(words.allAccepted(taken.length, obstructed.length, suggesting.open.value));
    },
  };
}

const isOnlyAnswer = ({ field }: Annotation, fields: readonly Field[]): boolean =>
  goesOnByItself(fields) && fields[0]?.name === field;

/** Set an answer about the item with what is decided besides: one change, one undo. */
export function settle(
  editor: Editor,
  item: ItemKey,
  said: Parameters<typeof setOps>[2],
  decided: readonly Op[],
): void {
  editor.commit([...setOps(item, editor.document.answer(item), said), ...decided]);
}
