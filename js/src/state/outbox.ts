/**
 * The queue of unsaved changes, kept in IndexedDB so that a reload or a killed browser loses none.
 *
 * It belongs to a store, task and annotator, never to a widget: whichever labeler opens that task
 * in this browser next sends what is left. No gesture waits for it. Where IndexedDB is refused
 * (private windows, a full disk) the work goes on and `safe` says so.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Change } from "./types";

const CHANGES = "changes";

/** Names the queue of one store, task and annotator. */
export function queueName(store: string, task: string, annotator: string): string {
  return JSON.stringify([store, task, annotator]);
}

interface Entry {
  readonly queue: string;
  readonly client: string;
  readonly n: number;
  readonly change: Change;
}

export class Outbox {
  readonly #safe: Signal<boolean> = signal(true);
  /** false while something that waits is in memory only. */
  readonly safe: ReadonlySignal<boolean> = this.#safe;
  #database: Promise<IDBDatabase> | null = null;
  readonly #signal: AbortSignal;
  readonly #unkept = new Set<string>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => void this.#database?.then((db) => db.close()), {
      once: true,
    });
  }

  /** Keep changes; resolves when they are on disk, or it is clear that they will not be. */
  async put(queue: string, changes: readonly Change[]): Promise<void> {
    try {
      await this.#write((store) => {
        for (const change of changes) {
          store.put({ queue, client: change.client, n: change.n, change } satisfies Entry);
        }
      });
      for (const { change } of changes) this.#unkept.delete(change);
    } catch (error) {
      console.warn("[nblabel] IndexedDB does not keep what waits", error);
      for (const { change } of changes) this.#unkept.add(change);
    }
    this.#safe.value = this.#unkept.size === 0;
  }

  /** Let go of what is saved or refused. */
  async remove(queue: string, changes: readonly Change[]): Promise<void> {
    for (const { change } of changes) this.#unkept.delete(change);
    try {
      await this.#write((store) => {
        for (const { client, n } of changes) store.delete([queue, client, n]);
      });
    } catch (error) {
      // What is left there will be sent once more, and dropped by the kernel.
      console.debug("[nblabel] IndexedDB keeps what is saved", error);
    }
    if (this.#unkept.size === 0 && this.#database !== null) this.#safe.value = true;
  }

  /** What waits in this queue, oldest first, each client's in the order of its numbers. */
  async load(queue: string): Promise<Change[]> {
    try {
      const database = await this.#open();
      const store = database.transaction(CHANGES, "readonly").objectStore(CHANGES);
      const range = IDBKeyRange.bound([queue], [queue, []]);
      const entries = await done(store.getAll(range) as IDBRequest<Entry[]>);
      return oldestFirst(entries.map(({ change }) => change));
    } catch (error) {
      console.warn("[nblabel] IndexedDB cannot be read", error);
      this.#safe.value = false;
      return [];
    }
  }

  async #write(act: (store: IDBObjectStore) => void): Promise<void> {
    const database = await this.#open();
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(CHANGES, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () =>
        reject(transaction.error ?? new Error("the transaction was aborted"));
      act(transaction.objectStore(CHANGES));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= openDatabase(this.#signal, () => {
      this.#database = null;
    }).catch((error: unknown) => {
      // Asked again next time: permission may be given, a disk emptied.
      this.#database = null;
      throw error;
    });
    return this.#database;
  }
}

async function openDatabase(signal: AbortSignal, closed: () => void): Promise<IDBDatabase> {
  signal.throwIfAborted();
  const request = indexedDB.open("nblabel", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(CHANGES, { keyPath: ["queue", "client", "n"] });
  };
  const database = await done(request);
  database.onclose = closed;
  database.onversionchange = () => {
    database.close();
    closed();
  };
  if (signal.aborted) database.close();
  return database;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB refused"));
  });
}

/** Clients by their oldest change; a clock that was set back must not mix up one client's order. */
export function oldestFirst(changes: readonly Change[]): Change[] {
  const byClient = new Map<string, Change[]>();
  for (const change of changes) {
    const own = byClient.get(change.client);
    if (own === undefined) byClient.set(change.client, [change]);
    else own.push(change);
  }
  const groups = [...byClient.values()];
  for (const own of groups) own.sort((a, b) => a.n - b.n);
  const began = (own: readonly Change[]) => Math.min(...own.map(({ at }) => at));
  return groups.sort((a, b) => began(a) - began(b)).flat();
}
