/**
 * The items and annotations of one task and annotator, as they stand now in this browser:
 * what the kernel committed, and on top of it what waits here.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type { Annotation, Answer, ItemKey } from "./types";

/** What one step did to the annotations of one item; painters follow these. */
export interface Touched {
  readonly item: ItemKey;
  readonly before: readonly Annotation[];
  readonly after: readonly Annotation[];
}

export interface Document {
  /** Item keys in the order shown. */
  readonly items: ReadonlySignal<readonly ItemKey[]>;
  /** Counts up with every change of any annotation or answer; read it to re-compute. */
  readonly revision: ReadonlySignal<number>;
  indexOf(item: ItemKey): number;
  answer(item: ItemKey): Answer;
  get(id: string): Annotation | undefined;
  /** This item's annotations in order of creation; the same array until one of them changes. */
  of(item: ItemKey): readonly Annotation[];
  /** Those of them that count. */
  decided(item: ItemKey): readonly Annotation[];
  /** The suggestions among them that nobody has decided on. */
  open(item: ItemKey): readonly Annotation[];
  /** How many items have each status. */
  readonly tally: ReadonlySignal<{ todo: number; done: number; skipped: number; flagged: number }>;
  /** Called synchronously after each step with what it touched; `null`: everything is new. */
  onTouched(listener: (touched: readonly Touched[] | null) => void, signal: AbortSignal): void;
}
