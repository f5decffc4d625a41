/** The order in which *Done* and *Skip* walk on while a model says what to label next. */
import type { ItemKey } from "./types";

export interface Queue {
  /** Which round of the model drew it. */
  readonly round: number;
  /** Items that are not here come after it, in the task's own order. */
  readonly items: readonly ItemKey[];
  /** Of every item here: why it stands where it does; null: there is nothing to say. */
  readonly reasons: ReadonlyMap<ItemKey, string | null>;
}
