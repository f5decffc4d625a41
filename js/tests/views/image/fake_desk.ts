/** A desk and an editor in memory: enough of the seams for the stage, without kernel, wire or storage. */
import { computed, signal } from "@preact/signals-core";
import type { Document, Touched } from "../../../src/state/document";
import type { Asset, Editor } from "../../../src/state/editor";
import { isDecided, isOpen } from "../../../src/state/suggestions";
import type { Annotation, Field, ItemKey, Label, Op } from "../../../src/state/types";
import { BLANK_ANSWER } from "../../../src/state/types";
import type { Desk, Filter, Offer } from "../../../src/views/desk";

export function label(name: string, color: string): Label {
  return { name, color, key: null, description: "", offered: true };
}

export function boxField(...labels: Label[]): Field {
  return { name: "box", kind: "box", multiple: true, options: {}, labels };
}

export function annotationOf(
  made: Partial<Annotation> & Pick<Annotation, "id" | "item" | "geometry">,
): Annotation {
  return {
    field: "box",
    kind: "box",
    label: "bus",
    group: null,
    score: null,
    source: "human",
    model: null,
    decision: null,
    attributes: null,
    created: 0,
    updated: 0,
    ...made,
  };
}

export interface Fake {
  readonly desk: Desk;
  readonly said: string[];
  /** Every change in order, in a word: "create a1", "update a1". */
  readonly changes: string[];
  rows(item: ItemKey): readonly Annotation[];
}

export function fakeDesk(options: {
  fields: readonly Field[];
  items: readonly ItemKey[];
  annotations?: readonly Annotation[];
  asset?: (item: ItemKey, part: string) => Promise<Asset>;
}): Fake {
  const rows = new Map<string, Annotation>();
  const perItem = new Map<ItemKey, Annotation[]>();
  for (const annotation of options.annotations ?? []) {
    rows.set(annotation.id, annotation);
    perItem.set(annotation.item, [...(perItem.get(annotation.item) ?? []), annotation]);
  }
  const said: string[] = [];
  const changes: string[] = [];
  const listeners = new Set<(touched: readonly Touched[] | null) => void>();
  const revision = signal(0);
  let made = 0;

  const put = (item: ItemKey, before: Annotation | undefined, after: Annotation | undefined) => {
    const list = perItem.get(item) ?? [];
    perItem.set(item, list);
    if (before !== undefined) {
      rows.delete(before.id);
      list.splice(list.indexOf(before), 1, ...(after === undefined ? [] : [after]));
    } else if (after !== undefined) list.push(after);
    if (after !== undefined) rows.set(after.id, after);
    revision.value += 1;
    const touched = {
      item,
      before: before === undefined ? [] : [before],
      after: after === undefined ? [] : [after],
    };
    for (const listener of listeners) listener([touched]);
  };

  const document: Document = {
    items: signal(options.items),
    revision,
    indexOf: (item) => options.items.indexOf(item),
    answer: () => BLANK_ANSWER,
    get: (id) => rows.get(id),
    of: (item) => perItem.get(item) ?? [],
    decided: (item) => (perItem.get(item) ?? []).filter(isDecided),
    open: (item) => (perItem.get(item) ?? []).filter(isOpen),
    tally: signal({ todo: options.items.length, done: 0, skipped: 0, flagged: 0 }),
    onTouched(listener, end) {
      listeners.add(listener);
      end.addEventListener("abort", () => listeners.delete(listener));
    },
  };

  const absent = () => Promise.reject(new Error("no pictures in this test"));
  const editor = {
    fields: signal(options.fields),
    document,
    commit: (_: readonly Op[]) => undefined,
    create(item, what) {
      made += 1;
      const annotation = annotationOf({ id: `a${made}`, item, ...what });
      changes.push(`create ${annotation.id}`);
      put(item, undefined, annotation);
      return annotation;
    },
    update(targets, patch) {
      for (const target of targets) {
        changes.push(`update ${target.id}`);
        put(target.item, rows.get(target.id), { ...target, ...patch });
      }
    },
    remove(targets) {
      for (const target of targets) {
        changes.push(`remove ${target.id}`);
        put(target.item, rows.get(target.id), undefined);
      }
    },
    asset: (item, part) => (options.asset ?? absent)(item, part),
    prefetch: () => undefined,
    viewing: () => undefined,
  } satisfies Partial<Editor> as unknown as Editor;

  const offers = computed(() =>
    options.fields.flatMap((field) =>
      field.labels.map((label, index): Offer => ({ field, label, digit: String(index + 1) })),
    ),
  );
  const desk: Desk = {
    editor,
    item: signal<ItemKey | null>(null),
    selected: signal<readonly string[]>([]),
    active: signal<Offer | null>(offers.value[0] ?? null),
    offers,
    filter: signal<Filter>({ status: "all", label: null, flagged: false }),
    shown: signal(options.items),
    upcoming: computed(() => ({ item: desk.item.value, ahead: [], behind: [] })),
    hidden: signal(false),
    invisible: signal<ReadonlySet<string>>(new Set<string>()),
    locked: signal<ReadonlySet<string>>(new Set<string>()),
    hovered: signal<string | null>(null),
    brightness: signal(1),
    contrast: signal(1),
    overlay: null,
    focused: signal(false),
    fullScreen: signal(false),
    suggesting: {
      threshold: signal(0),
      suggested: signal([]),
      open: signal(0),
      cursor: signal<string | null>(null),
      point: () => undefined,
    },
    drawing: signal<"drag" | "clicks" | "extremes">("drag"),
    zoom: signal(1),
    typeSize: signal<number | null>(null),
    say: (text) => void said.push(text),
    go(item) {
      desk.item.value = item;
    },
    decide: () => undefined,
    command: () => undefined,
    choose: () => undefined,
  };
  return { desk, said, changes, rows: (item) => perItem.get(item) ?? [] };
}
