/**
 * A kernel and a line to it, for tests: it commits changes as the real one does (in order for each
 * client, once, gaps answered by the last it has) and tells every tab. The line carries messages
 * when the test says so, and may lose or double them.
 */
import { apply } from "../../src/state/apply";
import type { Loop } from "../../src/state/loop";
import type { Annotation, Change, Committed, Op } from "../../src/state/types";
import type { Model } from "../../src/wire/link";
import { PROTOCOL, writeOps } from "../../src/wire/messages";
import { type Column, decodeTables, encodeTable, type TableMeta } from "../../src/wire/table";
import { MapLedger } from "./map_ledger";

interface Parcel {
  readonly content: Record<string, unknown>;
  readonly buffers: readonly Uint8Array[];
}

/** What any message of a tab may hold. */
interface Said {
  readonly type: string;
  readonly client: string;
  readonly request: number;
  readonly commit: number;
  readonly annotator: string;
  readonly item: string;
  readonly part: string;
  readonly changes: readonly Change[];
  readonly tables: Readonly<Record<string, TableMeta>>;
}

/** What a browser tab has of a labeler: the model, and the two directions of its line. */
export class Tab implements Model {
  readonly up: Parcel[] = [];
  readonly down: Parcel[] = [];
  readonly listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  readonly widget_manager: unknown;
  readonly #kernel: FakeKernel;
  readonly #traits: Record<string, unknown> = { protocol: PROTOCOL };

  constructor(kernel: FakeKernel, host: unknown = undefined) {
    this.#kernel = kernel;
    this.widget_manager = host === undefined ? undefined : { kernel: host };
    kernel.tabs.push(this);
  }

  get(name: string): unknown {
    return this.#traits[name];
  }

  set(name: string, value: unknown): void {
    this.#traits[name] = value;
  }

  on(event: string, callback: (...args: unknown[]) => void): void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(callback));
  }

  off(event: string, callback: (...args: unknown[]) => void): void {
    this.listeners.get(event)?.delete(callback);
  }

  emit(event: string, ...args: unknown[]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(...args);
  }

  send(
    content: unknown,
    _callbacks?: unknown,
    buffers: (ArrayBuffer | ArrayBufferView)[] = [],
  ): void {
    this.up.push({
      content: JSON.parse(JSON.stringify(content)) as Record<string, unknown>,
      buffers: (buffers as Uint8Array[]).map((buffer) => buffer.slice()),
    });
  }

  /** The next message reaches the kernel. */
  carryUp(): void {
    const parcel = this.up.shift();
    if (parcel !== undefined) this.#kernel.receive(parcel);
  }

  /** The next message reaches the tab. */
  carryDown(): void {
    const parcel = this.down.shift();
    if (parcel === undefined) return;
    // As JupyterLab hands them out: views with an offset, into one buffer.
    const views = parcel.buffers.map((buffer) => {
      const roomy = new Uint8Array(buffer.length + 5);
      roomy.set(buffer, 5);
      return new DataView(roomy.buffer, 5, buffer.length);
    });
    this.emit("msg:custom", parcel.content, views);
  }

  /** Everything under way arrives, and what that brings about too. */
  carryAll(): void {
    while (this.up.length > 0 || this.down.length > 0) {
      this.carryUp();
      this.carryDown();
    }
  }
}

export class FakeKernel {
  readonly tabs: Tab[] = [];
  readonly ledger = new MapLedger();
  readonly log: Committed[] = [];
  readonly asked: Said[] = [];
  readonly assets = new Map<string, Uint8Array>();
  /** Why the store cannot write; null while it can. */
  full: string | null = null;
  /** Changes that can never be committed. */
  refuses: (change: Change) => boolean = () => false;
  annotator = { name: "ada", generic: false, others: [] as unknown[] };
  items = ["s:street/1.jpg", "s:street/2.jpg", "i:3"];
  /** What to label next, with reasons; and the model's progress. */
  queue: readonly (readonly [item: string, reason: string | null])[] = [];
  loop: Loop | null = null;
  readonly #last = new Map<string, number>();
  /** Commits that another thread is to tell, but has not come to yet; null while none is at it. */
  #untold: Committed[] | null = null;
  #own = 0;

  get commit(): number {
    return this.log.at(-1)?.commit ?? 0;
  }

  /** What Python does itself. */
  act(ops: readonly Op[]): void {
    if (ops.length === 0) return;
    this.#own += 1;
    const change: Change = {
      change: `python ${this.#own}`,
      task: "task",
      annotator: this.annotator.name,
      client: "kernel",
      n: this.#own,
      reverts: null,
      at: Date.now() * 1000 + this.#own,
      ops,
    };
    this.#commit(change);
  }

  receive({ content, buffers }: Parcel): void {
    const said = content as unknown as Said;
    this.asked.push(said);
    const { client, request } = said;
    switch (said.type) {
      case "hello":
        this.open(client, request);
        break;
      case "changes":
        this.#changes(client, readAll(said, buffers));
        break;
      case "since":
        this.#changed(
          client,
          this.log.filter(({ commit }) => commit > said.commit),
          request,
        );
        break;
      case "ping":
        this.tell(client, { type: "pong", request, commit: this.commit });
        break;
      case "identify":
      case "continue":
        this.annotator = {
          ...this.annotator,
          name: said.annotator,
          generic: false,
        };
        this.open("*", request);
        break;
      case "asset": {
        const { item, part } = said;
        const bytes = this.assets.get(item);
        if (bytes === undefined) {
          this.tell(client, { type: "error", request, why: `'${item}' is not there` });
        } else {
          const meta = {};
          this.tell(client, { type: "asset", request, item, part, mime: "image/png", meta }, [
            bytes,
          ]);
        }
      }
    }
  }

  /** From now on another thread tells what is committed: later than what is answered here. */
  tellLater(): void {
    this.#untold ??= [];
  }

  /** The other thread tells all, and is done. */
  tellNow(): void {
    const untold = this.#untold ?? [];
    this.#untold = null;
    for (const committed of untold) this.#changed("*", [committed]);
  }

  open(client: string, request?: number): void {
    const items = encodeTable([
      { name: "key", type: "utf8", values: this.items },
      ...(["status", "comment"] as const).map(
        (name): Column => ({ name, type: "utf8", values: this.#answers(name) }),
      ),
      { name: "flagged", type: "bool", values: this.#answers("flagged") },
      { name: "seconds", type: "f64", values: this.#answers("seconds") },
    ]);
    const rows = encodeTable(annotationColumns([...this.ledger.rows.values()]));
    const log = this.log.slice(-500);
    const ops = writeOps(log);
    const content = {
      type: "opened",
      ...(request === undefined ? {} : { request }),
      commit: this.commit,
      task: { id: "task", name: "street", medium: "image", store: "store", path: "/s", kept: true },
      annotator: this.annotator,
      fields: [
        { name: "box", kind: "box", multiple: false, options: {}, labels: [] },
        { name: "class", kind: "class", multiple: false, options: {}, labels: [] },
        { name: "weather", kind: "class", multiple: true, options: {}, labels: [] },
      ],
      view: { item: null },
      notices: [],
      round: this.loop?.round ?? 0,
      loop: this.loop,
      changes: log.map(header),
      ...tablesOf({ items, annotations: rows, ops, queue: this.#queue, curve: this.#curve }),
    };
    const tables = [items, rows, ops, this.#queue, this.#curve];
    this.tell(
      client,
      content,
      tables.flatMap(({ buffers }) => buffers),
    );
  }

  /** The loop drew anew. */
  draw(queue: readonly (readonly [item: string, reason: string | null])[]): void {
    this.queue = queue;
    const { buffers } = this.#queue;
    const round = this.loop?.round ?? 0;
    this.tell("*", { type: "queue", round, ...tablesOf({ queue: this.#queue }) }, buffers);
  }

  /** The loop got on, or is gone. */
  progress(loop: Loop | null): void {
    this.loop = loop;
    const { buffers } = this.#curve;
    this.tell("*", { type: "loop", loop, ...tablesOf({ curve: this.#curve }) }, buffers);
  }

  get #queue() {
    return encodeTable([
      { name: "item", type: "utf8", values: this.queue.map(([item]) => item) },
      { name: "reason", type: "utf8", nulls: true, values: this.queue.map(([, why]) => why) },
    ]);
  }

  get #curve() {
    const rounds = this.loop?.curve ?? [];
    return encodeTable([
      { name: "round", type: "i32", values: rounds.map(({ round }) => round) },
      { name: "labels", type: "i32", values: rounds.map(({ labels }) => labels) },
      { name: "minutes", type: "f64", values: rounds.map(({ minutes }) => minutes) },
      { name: "score", type: "f64", nulls: true, values: rounds.map(({ score }) => score) },
      { name: "low", type: "f64", nulls: true, values: rounds.map(({ low }) => low) },
      { name: "high", type: "f64", nulls: true, values: rounds.map(({ high }) => high) },
      { name: "tested", type: "i32", values: rounds.map(({ tested }) => tested) },
    ]);
  }

  tell(
    client: string,
    content: Record<string, unknown>,
    buffers: readonly Uint8Array[] = [],
  ): void {
    for (const tab of this.tabs)
      tab.down.push({ content: { protocol: PROTOCOL, client, ...content }, buffers });
  }

  #answers(name: "status" | "comment" | "flagged" | "seconds"): unknown[] {
    return this.items.map((item) => this.ledger.answer(item)[name]);
  }

  #changes(client: string, changes: readonly Change[]): void {
    if (this.full !== null) {
      this.tell(client, { type: "unsaved", why: this.full });
      return;
    }
    const clients = new Set<string>();
    for (const change of changes) {
      clients.add(change.client);
      const last = this.#last.get(change.client) ?? 0;
      if (change.n !== last + 1) continue;
      this.#last.set(change.client, change.n);
      if (this.refuses(change)) {
        const { client: of, n } = change;
        this.tell(client, { type: "refused", of, n, why: "this cannot be kept" });
      } else this.#commit(change);
    }
    for (const of of clients) {
      this.tell(client, { type: "acknowledged", of, n: this.#last.get(of) ?? 0 });
    }
  }

  #commit(change: Change): void {
    apply(this.ledger, change);
    const previous = this.log.at(-1)?.commit ?? null;
    // Commits count through the store, so another task's lie in between.
    const { name: annotator } = this.annotator;
    const committed = {
      ...change,
      annotator,
      commit: (previous ?? 0) + 1 + (change.n % 2),
      previous,
    };
    this.log.push(committed);
    if (this.#untold === null) this.#changed("*", [committed]);
    else this.#untold.push(committed);
  }

  #changed(client: string, changes: readonly Committed[], request?: number): void {
    const { meta, buffers } = writeOps(changes);
    this.tell(
      client,
      {
        type: "changed",
        ...(request === undefined ? {} : { request }),
        changes: changes.map(header),
        tables: { ops: meta },
      },
      buffers,
    );
  }
}

function tablesOf(tables: Readonly<Record<string, { readonly meta: TableMeta }>>) {
  const metas = Object.entries(tables).map(([name, { meta }]) => [name, meta]);
  return { tables: Object.fromEntries(metas) as Readonly<Record<string, TableMeta>> };
}

function header({ ops: _, ...rest }: Committed): Omit<Committed, "ops"> {
  return rest;
}

export function annotationColumns(rows: readonly Annotation[]): Column[] {
  const texts = [
    "id",
    "item",
    "field",
    "kind",
    "label",
    "group",
    "source",
    "model",
    "decision",
  ] as const;
  return [
    ...texts.map((name): Column => ({ name, type: "utf8", values: rows.map((row) => row[name]) })),
    ...(["score", "created", "updated"] as const).map(
      (name): Column => ({ name, type: "f64", values: rows.map((row) => row[name]) }),
    ),
    { name: "attributes", type: "json", values: rows.map(({ attributes }) => attributes) },
    ...["x", "y", "width", "height", "angle"].map(
      (name): Column => ({ name, type: "f64", values: rows.map((row) => row.geometry[name]) }),
    ),
  ];
}

function readAll(said: Said, buffers: readonly Uint8Array[]): Change[] {
  const { ops } = decodeTables(said.tables, buffers);
  const get = (name: string, row: number) => ops?.columns.get(name)?.[row];
  return said.changes.map((each, index) => ({
    ...each,
    ops: Array.from({ length: ops?.rows ?? 0 }, (_, row) => row)
      .filter((row) => get("change", row) === index)
      .map((row) => ({
        action: get("action", row) as Op["action"],
        item: get("item", row) as string,
        annotation: get("annotation", row) as string | null,
        before: get("before", row) as Op["before"],
        after: get("after", row) as Op["after"],
      })),
  }));
}
