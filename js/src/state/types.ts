/**
 * What the browser knows, in the words of docs/design.md. Plain values; nothing here acts.
 */

/** An item's typed key, as on the wire: `s:street/1.jpg`, `i:12`, `t:2026-01-31T09:00:00`. */
export type ItemKey = string;

/** A kind's own columns for one annotation. */
export type Geometry = Readonly<Record<string, unknown>>;

export type Source = "human" | "model" | "import";
export type Status = "todo" | "done" | "skipped";

/** One thing said about an item. Times are microseconds since 1970. */
export interface Annotation {
  readonly id: string;
  readonly item: ItemKey;
  readonly field: string;
  readonly kind: string;
  /** null: drawn while no label was active, waiting for its digit. */
  readonly label: string | null;
  readonly geometry: Geometry;
  readonly group: string | null;
  readonly score: number | null;
  readonly source: Source;
  readonly model: string | null;
  readonly decision: string | null;
  readonly attributes: Readonly<Record<string, unknown>> | null;
  readonly created: number;
  readonly updated: number;
}

/** What one annotator said about an item as a whole. */
export interface Answer {
  readonly status: Status;
  readonly flagged: boolean;
  readonly comment: string;
  readonly seconds: number;
}

export const BLANK_ANSWER: Answer = { status: "todo", flagged: false, comment: "", seconds: 0 };

export interface Label {
  readonly name: string;
  readonly color: string;
  readonly key: string | null;
  readonly description: string;
  /** false: no longer declared, but still in the data. */
  readonly offered: boolean;
}

/** One question: which kind of annotation answers it, and with which labels. */
export interface Field {
  readonly name: string;
  readonly kind: string;
  readonly multiple: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly labels: readonly Label[];
}

export type Patch = Readonly<Record<string, unknown>>;

/** One step of a change; `set` touches an item's answer, the others an annotation. */
export interface Op {
  readonly action: "create" | "update" | "delete" | "set";
  readonly item: ItemKey;
  readonly annotation: string | null;
  readonly before: Patch | null;
  readonly after: Patch | null;
}

/** What a finished gesture did. `n` is gapless per client. */
export interface Change {
  readonly change: string;
  readonly task: string;
  readonly annotator: string;
  readonly client: string;
  readonly n: number;
  readonly reverts: string | null;
  readonly at: number;
  readonly ops: readonly Op[];
}

/** A change the kernel has committed; `previous` is the commit before it, null for the first. */
export interface Committed extends Change {
  readonly commit: number;
  readonly previous: number | null;
}

export interface Task {
  readonly id: string;
  readonly name: string;
  readonly medium: string;
  /** The store's own id: with task and annotator it names the queue of unsaved changes. */
  readonly store: string;
  /** Where the store lies, to be shown. */
  readonly path: string;
  /** false: memory only; nothing is saved. */
  readonly kept: boolean;
}

export interface Annotator {
  readonly name: string;
  /** `root`, `jovyan` and the like: the status line asks who this is. */
  readonly generic: boolean;
  readonly others: readonly {
    readonly name: string;
    readonly annotations: number;
    readonly done: number;
  }[];
}

export interface Notice {
  readonly level: "info" | "warning" | "error";
  readonly text: string;
}
