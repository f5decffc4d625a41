/**
 * Undo and redo, read off the log of this annotator's changes, across items and after a reload.
 *
 * Undoing is a new change that `reverts` one; redoing is undoing that. So the log alone says what
 * can be undone: each change is put on one of two stacks by what it reverts.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { applyOp, type Ledger, Overlay, reverse, stands } from "./apply";
import { suggests } from "./suggestions";
import type { Change, Op } from "./types";

/** How much of the log is kept, as in `opened`. */
const DEPTH = 500;

export class History {
  #undoable: Change[] = [];
  #redoable: Change[] = [];
  /** Steps that came to nothing because their target changed since. */
  readonly #passed = new Set<string>();
  readonly #canUndo: Signal<boolean> = signal(false);
  readonly #canRedo: Signal<boolean> = signal(false);
  readonly canUndo: ReadonlySignal<boolean> = this.#canUndo;
  readonly canRedo: ReadonlySignal<boolean> = this.#canRedo;

  /** The change that undo takes back next. */
  get undoable(): Change | undefined {
    return this.#undoable.at(-1);
  }

  /** The undo that redo takes back next. */
  get redoable(): Change | undefined {
    return this.#redoable.at(-1);
  }

  /** Begin anew from a log, oldest first. */
  rebuild(log: readonly Change[]): void {
    this.#undoable = [];
    this.#redoable = [];
    for (const change of log) this.#take(change);
    this.#update();
  }

  /** Go on by the change that was made last. */
  push(change: Change): void {
    this.#take(change);
    this.#update();
  }

  /** Leave a step out for good. */
  pass(change: Change): void {
    this.#passed.add(change.change);
    this.#undoable = this.#undoable.filter((each) => each !== change);
    this.#redoable = this.#redoable.filter((each) => each !== change);
    this.#update();
  }

  #take(change: Change): void {
    if (this.#passed.has(change.change) || !change.ops.some(counts)) return;
    if (change.reverts === null) {
      this.#undoable.push(change);
      this.#redoable = [];
    } else if (take(this.#redoable, change.reverts)) {
      this.#undoable.push(change);
    } else {
      // Also where what it undid is older than the log: undone it is.
      take(this.#undoable, change.reverts);
      this.#redoable.push(change);
    }
    if (this.#undoable.length > DEPTH) this.#undoable.shift();
  }

  #update(): void {
    this.#canUndo.value = this.#undoable.length > 0;
    this.#canRedo.value = this.#redoable.length > 0;
  }
}

/** The steps that take a change back and still can be taken, and how many cannot. */
export function stepsBack(ledger: Ledger, change: Change): { steps: Op[]; skipped: number } {
  const after = new Overlay(ledger);
  const back = reverse(change.ops);
  const steps = back.filter((op) => {
    const holds = stands(after, op);
    if (holds) applyOp(after, op, change.at);
    return holds;
  });
  return { steps, skipped: back.length - steps.length };
}

/** Time spent is no gesture, nor is what a model proposes. */
function counts(op: Op): boolean {
  if (suggests(op)) return false;
  return op.action !== "set" || Object.keys(op.after ?? {}).some((name) => name !== "seconds");
}

function take(stack: Change[], id: string): boolean {
  const at = stack.findLastIndex(({ change }) => change === id);
  if (at >= 0) stack.splice(at, 1);
  return at >= 0;
}
