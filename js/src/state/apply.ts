/**
 * How a change is applied and taken back: the twin of `nblabel/changes.py`. Both are held to
 * `tests/contract/changes.json` and `reversals.json`.
 *
 * The rules know nothing of how annotations are kept; they act on a ledger.
 */
import { equal } from "./equal";
import type { Annotation, Answer, Change, ItemKey, Op, Patch } from "./types";
import { BLANK_ANSWER } from "./types";

/** What the rules read and write: annotations that stand, those deleted, and answers. */
export interface Ledger {
  standing(id: string): Annotation | undefined;
  /** What was deleted, so that an update that comes late can bring it back. */
  buried(id: string): Annotation | undefined;
  /** Make it stand, whether it was new, stood or was buried. */
  stand(annotation: Annotation): void;
  /** Bury what stands. */
  bury(id: string): void;
  answer(item: ItemKey): Answer;
  say(item: ItemKey, answer: Answer): void;
}

/** Bring the ledger one change further. Total: what has no target does nothing. */
export function apply(ledger: Ledger, change: Pick<Change, "at" | "ops">): void {
  for (const op of change.ops) applyOp(ledger, op, change.at);
}

export function applyOp(ledger: Ledger, op: Op, at: number): void {
  if (op.action === "set") {
    ledger.say(op.item, { ...ledger.answer(op.item), ...op.after });
    return;
  }
  const id = target(op);
  if (op.action === "create") {
    const made = { created: at, updated: at, ...op.after, item: op.item, id };
    ledger.stand(made as unknown as Annotation);
  } else if (op.action === "delete") {
    if (ledger.standing(id) !== undefined) ledger.bury(id);
  } else {
    const known = ledger.standing(id) ?? ledger.buried(id);
    if (known !== undefined) ledger.stand({ ...known, ...op.after, updated: at });
  }
}

/** The operations that take `ops` back, last first. `seconds` stay: time spent is not undone. */
export function reverse(ops: readonly Op[]): Op[] {
  return ops.toReversed().flatMap((op): Op[] => {
    if (op.action === "create") return [{ ...op, action: "delete", before: op.after, after: null }];
    if (op.action === "delete")
      return [{ ...op, action: "create", before: null, after: op.before }];
    const before = withoutSeconds(op.before);
    const after = withoutSeconds(op.after);
    const empty = Object.keys(before).length === 0 && Object.keys(after).length === 0;
    return empty ? [] : [{ ...op, before: after, after: before }];
  });
}

/** Whether what `op` would take away is still as it was left. Undo asks this of each step. */
export function stands(ledger: Ledger, op: Op): boolean {
  if (op.action === "set") return agrees(ledger.answer(op.item), op.before);
  const now = ledger.standing(target(op));
  if (op.action === "create") return now === undefined;
  const { created: _, updated: __, ...touched } = op.before ?? {};
  return now !== undefined && agrees(now, touched);
}

/** A ledger on top of another, which it leaves as it is: for trying out. */
export class Overlay implements Ledger {
  readonly #under: Ledger | null;
  readonly #standing = new Map<string, Annotation | undefined>();
  readonly #buried = new Map<string, Annotation | undefined>();
  readonly #answers = new Map<ItemKey, Answer>();

  constructor(under: Ledger | null = null) {
    this.#under = under;
  }

  standing(id: string): Annotation | undefined {
    return this.#standing.has(id) ? this.#standing.get(id) : this.#under?.standing(id);
  }

  buried(id: string): Annotation | undefined {
    return this.#buried.has(id) ? this.#buried.get(id) : this.#under?.buried(id);
  }

  stand(annotation: Annotation): void {
    this.#standing.set(annotation.id, annotation);
    this.#buried.set(annotation.id, undefined);
  }

  bury(id: string): void {
    this.#buried.set(id, this.standing(id));
    this.#standing.set(id, undefined);
  }

  answer(item: ItemKey): Answer {
    return this.#answers.get(item) ?? this.#under?.answer(item) ?? BLANK_ANSWER;
  }

  say(item: ItemKey, answer: Answer): void {
    this.#answers.set(item, answer);
  }
}

function target(op: Op): string {
  if (op.annotation === null)
    throw new Error(`'${op.action}' on item ${op.item} names no annotation`);
  return op.annotation;
}

function agrees(now: object, touched: Patch | null): boolean {
  const known = now as Readonly<Record<string, unknown>>;
  return Object.entries(touched ?? {}).every(([name, value]) =>
    equal(known[name] ?? null, value ?? null),
  );
}

function withoutSeconds(patch: Patch | null): Patch {
  const { seconds: _, ...rest } = patch ?? {};
  return rest;
}
