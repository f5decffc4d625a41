/**
 * Every message of docs/wire.md as a type, and how each is read and written. The twin of
 * `nblabel/widgets/messages.py`.
 */
import type { Loop, Round, Steer } from "../state/loop";
import type { Queue } from "../state/queue";
import type {
  Annotation,
  Annotator,
  Answer,
  Change,
  Committed,
  Field,
  ItemKey,
  Notice,
  Op,
  Task,
} from "../state/types";
import {
  type Bytes,
  bytesOf,
  decodeTables,
  encodeTable,
  type Table,
  type TableMeta,
} from "./table";

export const PROTOCOL = 1;

export interface ItemRow {
  readonly key: ItemKey;
  readonly answer: Answer;
}

export interface Opened {
  readonly type: "opened";
  readonly request: number | null;
  readonly commit: number;
  readonly task: Task;
  readonly annotator: Annotator;
  readonly fields: readonly Field[];
  readonly view: ItemKey | null;
  readonly notices: readonly Notice[];
  readonly items: readonly ItemRow[];
  readonly annotations: readonly Annotation[];
  /** The last changes of this annotator, for undo. */
  readonly changes: readonly Committed[];
  /** What to label next, and how far the model is; null where no model learns. */
  readonly queue: Queue | null;
  readonly loop: Loop | null;
  /** false while more rows follow in `annotations` messages. */
  readonly last: boolean;
}

export interface AssetReply {
  readonly type: "asset";
  /** null: a gift, sent before anybody asked. */
  readonly request: number | null;
  readonly item: ItemKey;
  readonly part: string;
  readonly mime: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Incoming =
  | Opened
  | {
      readonly type: "annotations";
      readonly annotations: readonly Annotation[];
      readonly last: boolean;
    }
  | {
      readonly type: "changed";
      readonly request: number | null;
      readonly changes: readonly Committed[];
    }
  | { readonly type: "acknowledged"; readonly of: string; readonly n: number }
  | { readonly type: "refused"; readonly of: string; readonly n: number; readonly why: string }
  | { readonly type: "unsaved"; readonly why: string }
  | AssetReply
  | { readonly type: "fields"; readonly fields: readonly Field[] }
  | { readonly type: "queue"; readonly queue: Queue | null }
  | { readonly type: "loop"; readonly loop: Loop | null }
  | { readonly type: "go_to"; readonly item: ItemKey }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "pong"; readonly request: number; readonly commit: number }
  | { readonly type: "error"; readonly request: number | null; readonly why: string };

export type Outgoing =
  | { readonly type: "hello" }
  | { readonly type: "changes"; readonly changes: readonly Change[] }
  | { readonly type: "since"; readonly commit: number }
  | { readonly type: "ping" }
  | { readonly type: "asset"; readonly item: ItemKey; readonly part: string }
  | { readonly type: "cancel"; readonly request: number }
  | { readonly type: "view"; readonly item: ItemKey }
  | { readonly type: "identify" | "continue"; readonly annotator: string }
  | { readonly type: "steer"; readonly action: Steer };

/** A message that is not as docs/wire.md says. */
export class MessageError extends Error {
  override name = "MessageError";
}

/** The content and buffers of a message; the link adds protocol, client and request. */
export function write(message: Outgoing): {
  content: Record<string, unknown>;
  buffers: Uint8Array[];
} {
  if (message.type !== "changes") return { content: { ...message }, buffers: [] };
  const { meta, buffers } = writeOps(message.changes);
  const changes = message.changes.map(({ ops: _, ...header }) => header);
  return { content: { type: "changes", changes, tables: { ops: meta } }, buffers };
}

export function writeOps(changes: readonly Change[]): { meta: TableMeta; buffers: Uint8Array[] } {
  const rows = changes.flatMap(({ ops }, index) => ops.map((op) => ({ index, op })));
  return encodeTable([
    { name: "change", type: "i32", values: rows.map(({ index }) => index) },
    { name: "action", type: "utf8", values: rows.map(({ op }) => op.action) },
    { name: "item", type: "utf8", values: rows.map(({ op }) => op.item) },
    { name: "annotation", type: "utf8", nulls: true, values: rows.map(({ op }) => op.annotation) },
    { name: "before", type: "json", nulls: true, values: rows.map(({ op }) => op.before) },
    { name: "after", type: "json", nulls: true, values: rows.map(({ op }) => op.after) },
  ]);
}

/** Read what the kernel sent, or say what is wrong with it. */
export function read(content: unknown, buffers: readonly Bytes[]): Incoming {
  const from = new Reader(content);
  const type = from.text("type");
  from.name = type;
  switch (type) {
    case "opened":
      return readOpened(from, buffers);
    case "annotations":
      return {
        type,
        annotations: readAnnotations(from.table("annotations", buffers)),
        last: from.flag("last"),
      };
    case "changed":
      return { type, request: from.maybeNumber("request"), changes: readChanges(from, buffers) };
    case "acknowledged":
      return { type, of: from.text("of"), n: from.number("n") };
    case "refused":
      return { type, of: from.text("of"), n: from.number("n"), why: from.text("why") };
    case "unsaved":
      return { type, why: from.text("why") };
    case "asset": {
      const [bytes] = buffers;
      if (bytes === undefined) throw from.wrong("buffers", "one buffer");
      return {
        type,
        request: from.maybeNumber("request"),
        item: from.text("item"),
        part: from.text("part"),
        mime: from.text("mime"),
        meta: from.has("meta") ? from.record("meta") : {},
        bytes: bytesOf(bytes),
      };
    }
    case "fields":
      return { type, fields: from.list("fields") as readonly Field[] };
    case "queue":
      return { type, queue: readQueue(from.number("round"), from.table("queue", buffers)) };
    case "loop":
      return { type, loop: readLoop(from, from.table("curve", buffers)) };
    case "go_to":
      return { type, item: from.text("item") };
    case "notice":
      return {
        type,
        notice: { level: from.text("level") as Notice["level"], text: from.text("text") },
      };
    case "pong":
      return { type, request: from.number("request"), commit: from.number("commit") };
    case "error":
      return { type, request: from.maybeNumber("request"), why: from.text("why") };
    default:
      throw new MessageError(`there is no message '${type}'`);
  }
}

function readOpened(from: Reader, buffers: readonly Bytes[]): Opened {
  const tables = from.tables(buffers);
  const { item: view } = from.record("view");
  return {
    type: "opened",
    request: from.maybeNumber("request"),
    commit: from.number("commit"),
    task: from.record("task") as unknown as Task,
    annotator: from.record("annotator") as unknown as Annotator,
    fields: from.list("fields") as readonly Field[],
    view: typeof view === "string" ? view : null,
    notices: from.list("notices") as readonly Notice[],
    items: readItems(from.in(tables, "items")),
    annotations: readAnnotations(from.in(tables, "annotations")),
    changes: joinChanges(from.list("changes"), from.in(tables, "ops")),
    queue: readQueue(from.number("round"), from.in(tables, "queue")),
    loop: readLoop(from, from.in(tables, "curve")),
    last: !from.has("last") || from.flag("last"),
  };
}

function readItems(table: Table): ItemRow[] {
  const [keys, status, flagged, comment, seconds] = columns(table, [
    "key",
    "status",
    "flagged",
    "comment",
    "seconds",
  ]);
  return Array.from({ length: table.rows }, (_, row) => ({
    key: keys?.[row] as ItemKey,
    answer: {
      status: status?.[row],
      flagged: flagged?.[row],
      comment: comment?.[row],
      seconds: seconds?.[row],
    } as Answer,
  }));
}

/** Without rows there is no queue. */
function readQueue(round: number, table: Table): Queue | null {
  const [items = [], reasons = []] = columns(table, ["item", "reason"]);
  if (table.rows === 0) return null;
  const why = items.map((item, row) => [item, reasons[row] ?? null] as [ItemKey, string | null]);
  return { round, items: items as readonly ItemKey[], reasons: new Map(why) };
}

const CURVE_COLUMNS = ["round", "labels", "minutes", "score", "low", "high", "tested"] as const;

function readLoop(from: Reader, table: Table): Loop | null {
  const values = columns(table, CURVE_COLUMNS);
  const loop = from.maybeRecord("loop");
  if (loop === null) return null;
  const curve = Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(CURVE_COLUMNS.map((name, index) => [name, values[index]?.[row] ?? null])),
  );
  return { ...(loop as unknown as Loop), curve: curve as unknown as readonly Round[] };
}

const OWN_COLUMNS = [
  "id",
  "item",
  "field",
  "kind",
  "label",
  "group",
  "score",
  "source",
  "model",
  "decision",
  "attributes",
  "created",
  "updated",
] as const;

/** Annotations as rows; every column that is not an annotation's own is its kind's geometry. */
export function readAnnotations(table: Table): Annotation[] {
  const own = columns(table, OWN_COLUMNS);
  const shape = [...table.columns].filter(
    ([name]) => !(OWN_COLUMNS as readonly string[]).includes(name),
  );
  return Array.from({ length: table.rows }, (_, row) => {
    const geometry: Record<string, unknown> = {};
    for (const [name, values] of shape) {
      const value = values[row];
      if (value !== null && value !== undefined) geometry[name] = value;
    }
    const annotation: Record<string, unknown> = { geometry };
    for (const [index, name] of OWN_COLUMNS.entries()) annotation[name] = own[index]?.[row];
    return annotation as unknown as Annotation;
  });
}

function readChanges(from: Reader, buffers: readonly Bytes[]): Committed[] {
  return joinChanges(from.list("changes"), from.table("ops", buffers));
}

function joinChanges(headers: readonly unknown[], table: Table): Committed[] {
  const [change, action, item, annotation, before, after] = columns(table, [
    "change",
    "action",
    "item",
    "annotation",
    "before",
    "after",
  ]);
  const ops: Op[][] = headers.map(() => []);
  for (let row = 0; row < table.rows; row++) {
    const op = {
      action: action?.[row],
      item: item?.[row],
      annotation: annotation?.[row],
      before: before?.[row],
      after: after?.[row],
    };
    const of = ops[change?.[row] as number];
    if (of === undefined) {
      throw new MessageError(
        `op ${row} is of change ${String(change?.[row])}; there are ${headers.length}`,
      );
    }
    of.push(op as Op);
  }
  return headers.map((header, index) => ({ ...(header as Committed), ops: ops[index] ?? [] }));
}

function columns(table: Table, names: readonly string[]): readonly (readonly unknown[])[] {
  return names.map((name) => {
    const values = table.columns.get(name);
    if (values === undefined) throw new MessageError(`a table has no column '${name}'`);
    return values;
  });
}

/** Takes a message's parts by name and type, and says which one is wrong. */
class Reader {
  name = "";
  readonly #content: Readonly<Record<string, unknown>>;

  constructor(content: unknown) {
    if (!isRecord(content)) throw new MessageError("a message is no object");
    this.#content = content;
  }

  has(part: string): boolean {
    return this.#content[part] !== undefined;
  }

  text(part: string): string {
    return this.#take(part, "text", (value) => typeof value === "string");
  }

  number(part: string): number {
    return this.#take(part, "a number", (value) => typeof value === "number");
  }

  maybeNumber(part: string): number | null {
    const value = this.#content[part];
    return value === undefined || value === null ? null : this.number(part);
  }

  flag(part: string): boolean {
    return this.#take(part, "true or false", (value) => typeof value === "boolean");
  }

  list(part: string): readonly unknown[] {
    return this.#take(part, "a list", Array.isArray);
  }

  record(part: string): Readonly<Record<string, unknown>> {
    return this.#take(part, "an object", isRecord);
  }

  maybeRecord(part: string): Readonly<Record<string, unknown>> | null {
    return this.#content[part] === null ? null : this.record(part);
  }

  tables(buffers: readonly Bytes[]): Readonly<Record<string, Table>> {
    return decodeTables(this.record("tables") as Readonly<Record<string, TableMeta>>, buffers);
  }

  table(part: string, buffers: readonly Bytes[]): Table {
    return this.in(this.tables(buffers), part);
  }

  in(tables: Readonly<Record<string, Table>>, part: string): Table {
    const table = tables[part];
    if (table === undefined) throw this.wrong(`tables.${part}`, "a table");
    return table;
  }

  wrong(part: string, expected: string): MessageError {
    return new MessageError(`message '${this.name}': ${part} is not ${expected}`);
  }

  #take<T>(part: string, expected: string, fits: (value: unknown) => boolean): T {
    const value = this.#content[part];
    if (!fits(value)) throw this.wrong(part, expected);
    return value as T;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
