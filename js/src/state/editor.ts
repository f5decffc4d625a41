/**
 * The one door through which a gesture becomes a change.
 *
 * Views and kinds call it; they never touch the document, the outbox or the wire themselves.
 * (The interface is the seam; `session.ts` builds the thing behind it.)
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type { Document } from "./document";
import type { Loop, Steer } from "./loop";
import type { Queue } from "./queue";
import type {
  Annotation,
  Annotator,
  Answer,
  Field,
  Geometry,
  ItemKey,
  Notice,
  Op,
  Task,
} from "./types";

/** How safe the work is: what the status line says. */
export interface Saving {
  /** Changes the kernel has not committed yet. */
  readonly waiting: number;
  /** Why they wait. `ok` only while nothing is wrong. */
  readonly because: "ok" | "busy" | "gone" | "disconnected" | "store";
  /** The store's own sentence when `because` is "store". */
  readonly why: string | null;
  /** false where IndexedDB is refused: a reload would lose what waits. */
  readonly safe: boolean;
}

/** Bytes of an item's part, decoded or about to be. */
export interface Asset {
  readonly bytes: Blob;
  readonly mime: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What undo or redo did, for the status line: `item` is where it happened. */
export interface Reverted {
  readonly item: ItemKey | null;
  /** Says what was taken back ("box bus added"). */
  readonly ops: readonly Op[];
  /** How many steps were left out because their target changed since. */
  readonly skipped: number;
}

export interface Editor {
  /** null until the kernel has answered. */
  readonly task: ReadonlySignal<Task | null>;
  readonly annotator: ReadonlySignal<Annotator | null>;
  readonly fields: ReadonlySignal<readonly Field[]>;
  readonly saving: ReadonlySignal<Saving>;
  readonly kernel: ReadonlySignal<"idle" | "busy" | "gone">;
  readonly notices: ReadonlySignal<readonly Notice[]>;
  /** What cannot go on at all (protocol mismatch): shown in place of the item. */
  readonly failure: ReadonlySignal<string | null>;
  /** The item that was looked at last, as the kernel knows (`opened.view`): where a new tab begins. */
  readonly lastViewed: ReadonlySignal<ItemKey | null>;
  /** What to label next; null: the task's own order. Whole and new at each change. */
  readonly queue: ReadonlySignal<Queue | null>;
  /** The model that learns from the labels; null: there is none. */
  readonly loop: ReadonlySignal<Loop | null>;
  readonly document: Document;

  /** Commit one gesture: applied here at once, kept, and sent. Empty `ops` do nothing. */
  commit(ops: readonly Op[]): void;
  create(
    item: ItemKey,
    made: { field: string; kind: string; label: string | null; geometry: Geometry },
  ): Annotation;
  /** Many in one gesture: one change, one undo. */
  createAll(
    item: ItemKey,
    made: readonly { field: string; kind: string; label: string | null; geometry: Geometry }[],
  ): void;
  update(
    targets: readonly Annotation[],
    patch: Partial<Pick<Annotation, "label" | "geometry" | "group" | "attributes" | "decision">>,
  ): void;
  remove(targets: readonly Annotation[]): void;
  /**
   * Choose or un-choose a class of an item; a single choice replaces the one before. `also` is
   * said about the item in the same change, so that one press that answers and goes on is one undo;
   * so is what that decided about suggestions.
   */
  choose(
    item: ItemKey,
    field: string,
    label: string,
    also?: Partial<Answer>,
    decided?: readonly Op[],
  ): void;
  set(item: ItemKey, patch: Partial<Answer>): void;
  undo(): Reverted | null;
  redo(): Reverted | null;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;

  /** The item's bytes; already here if it was asked for before. */
  asset(item: ItemKey, part: string, signal?: AbortSignal): Promise<Asset>;
  /** Say which items come next, nearest first, so that they are here before they are wanted. */
  prefetch(items: readonly ItemKey[]): void;
  /** Send what waits now, and resolve when it is saved. */
  flush(): Promise<void>;
  /** Tell the loop to train now, to pause or to go on; what comes of it is in `loop`. */
  steer(action: Steer): void;
  /** Say what is looked at. */
  viewing(item: ItemKey): void;
  identify(annotator: string): Promise<void>;
  continueAs(annotator: string): Promise<void>;
  /** Called when Python says `labeler.go_to(key)`. Ends with the signal. */
  onGoTo(listener: (item: ItemKey) => void, signal: AbortSignal): void;
}
