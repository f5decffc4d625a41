/**
 * An editor without a kernel: the real document and undo, with saving, assets and names set by
 * the test.
 */
import { type Signal, signal } from "@preact/signals-core";
import { reverse } from "../../src/state/apply";
import type { Asset, Editor, Reverted, Saving } from "../../src/state/editor";
import {
  chooseOps,
  createOp,
  creating,
  removeOps,
  setOps,
  updateOps,
} from "../../src/state/gestures";
import { LiveDocument } from "../../src/state/live_document";
import type { Loop, Steer } from "../../src/state/loop";
import type { Queue } from "../../src/state/queue";
import {
  type Annotation,
  type Annotator,
  type Answer,
  BLANK_ANSWER,
  type Change,
  type Field,
  type ItemKey,
  type Label,
  type Notice,
  type Op,
  type Task,
} from "../../src/state/types";
import { History, stepsBack } from "../../src/state/undo";

export const label = (name: string, more: Partial<Label> = {}): Label => ({
  name,
  color: "#0072B2",
  key: null,
  description: "",
  offered: true,
  ...more,
});

export const field = (name: string, kind: string, labels: Label[], multiple = false): Field => ({
  name,
  kind,
  multiple,
  options: {},
  labels,
});

export const boxes = field("box", "box", [
  label("bus", { color: "#0072B2", description: "any bus, parked too" }),
  label("car", { color: "#E69F00" }),
  label("person", { color: "#009E73", key: "p" }),
]);

export const TASK: Task = {
  id: "street",
  name: "street",
  medium: "image",
  store: "store-1",
  path: "/home/anna/.nblabel/labels.db",
  kept: true,
};

export const SAVED: Saving = { waiting: 0, because: "ok", why: null, safe: true };

export interface FakeEditor extends Editor {
  readonly task: Signal<Task | null>;
  readonly annotator: Signal<Annotator | null>;
  readonly fields: Signal<readonly Field[]>;
  readonly saving: Signal<Saving>;
  readonly kernel: Signal<"idle" | "busy" | "gone">;
  readonly notices: Signal<readonly Notice[]>;
  readonly failure: Signal<string | null>;
  readonly lastViewed: Signal<ItemKey | null>;
  readonly queue: Signal<Queue | null>;
  readonly loop: Signal<Loop | null>;
  /** What was said to the loop. */
  readonly steered: Steer[];
  readonly document: LiveDocument;
  /** All changes so far, oldest first. */
  readonly log: Change[];
  /** Names given to `identify` and `continueAs`. */
  readonly named: string[];
}

export interface Given {
  readonly items?: readonly ItemKey[];
  readonly fields?: readonly Field[];
  readonly answers?: Readonly<Record<ItemKey, Partial<Answer>>>;
  readonly annotations?: readonly Annotation[];
  readonly asset?: (item: ItemKey, part: string) => Promise<Asset>;
}

export function fakeEditor(given: Given = {}): FakeEditor {
  const items = given.items ?? ["s:a.jpg", "s:b.jpg", "s:c.jpg"];
  const document = new LiveDocument();
  const history = new History();
  const log: Change[] = [];
  const named: string[] = [];
  const steered: Steer[] = [];
  document.load(
    items.map((key) => ({ key, answer: { ...BLANK_ANSWER, ...given.answers?.[key] } })),
    given.annotations ?? [],
    [],
  );
  const fields = signal<readonly Field[]>(given.fields ?? [boxes]);

  const commit = (ops: readonly Op[], reverts: string | null = null) => {
    if (!ops.length) return;
    const n = log.length + 1;
    const made = { task: "street", annotator: "anna", client: "tab", n, at: n };
    const change: Change = { ...made, change: `change-${n}`, reverts, ops };
    log.push(change);
    document.push(change);
    history.push(change);
  };
  const revert = (
    change: Change | undefined,
    told: (change: Change) => readonly Op[],
  ): Reverted | null => {
    if (!change) return null;
    const { steps, skipped } = stepsBack(document, change);
    commit(steps, change.change);
    return { item: steps[0]?.item ?? null, ops: told(change), skipped };
  };
  const become = (name: string) => {
    named.push(name);
    return Promise.resolve();
  };

  return {
    task: signal<Task | null>(TASK),
    annotator: signal<Annotator | null>({ name: "anna", generic: false, others: [] }),
    fields,
    saving: signal(SAVED),
    kernel: signal<"idle" | "busy" | "gone">("idle"),
    notices: signal<readonly Notice[]>([]),
    failure: signal<string | null>(null),
    lastViewed: signal<ItemKey | null>(null),
    queue: signal<Queue | null>(null),
    loop: signal<Loop | null>(null),
    steered,
    document,
    log,
    named,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    commit,
    create(item, made) {
      const annotation = creating(item, made, log.length);
      commit([createOp(annotation)]);
      return annotation;
    },
    createAll: (item, many) =>
      commit(many.map((each) => createOp(creating(item, each, log.length)))),
    update: (targets, patch) => commit(targets.flatMap((each) => updateOps(each, patch))),
    remove: (targets) => commit(targets.flatMap(removeOps)),
    choose(item, name, chosen, also = {}, decided = []) {
      const asked = fields.value.find((each) => each.name === name) as Field;
      const answer = setOps(item, document.answer(item), also);
      commit([...chooseOps(document, item, asked, chosen, log.length), ...answer, ...decided]);
    },
    set: (item, said) => commit(setOps(item, document.answer(item), said)),
    undo: () => revert(history.undoable, (change) => change.ops),
    redo: () => revert(history.redoable, (change) => reverse(change.ops)),
    asset: given.asset ?? (() => Promise.reject(new Error("there is no picture here"))),
    prefetch: () => undefined,
    flush: () => Promise.resolve(),
    steer: (action) => void steered.push(action),
    viewing: () => undefined,
    identify: become,
    continueAs: become,
    onGoTo: () => undefined,
  };
}

let made = 0;

/** A box as it comes from the kernel. */
export function box(
  item: ItemKey,
  name: string | null,
  more: Partial<Annotation> = {},
): Annotation {
  made += 1;
  return {
    id: `box-${made}`,
    item,
    field: "box",
    kind: "box",
    label: name,
    geometry: { x: 10 * made, y: 10, width: 40, height: 30, angle: 0 },
    group: null,
    score: null,
    source: "human",
    model: null,
    decision: null,
    attributes: null,
    created: made,
    updated: made,
    ...more,
  };
}
