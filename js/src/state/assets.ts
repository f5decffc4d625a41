/**
 * Encoded pictures and thumbnails: asked for once, kept by bytes, fetched ahead.
 *
 * What is looked at goes out at once; what comes next fills in behind it, nearest first, a few
 * requests at a time, so that the kernel is never behind on what nobody wants any more.
 */
import type { Asset } from "./editor";
import type { ItemKey } from "./types";

export interface AssetLimits {
  /** How far ahead: items, and their bytes. */
  readonly aheadItems: number;
  readonly aheadBytes: number;
  /** Requests under way for what comes next. */
  readonly atOnce: number;
  readonly keptBytes: number;
  readonly thumbnailBytes: number;
}

const MB = 1024 * 1024;

export const LIMITS: AssetLimits = {
  aheadItems: 64,
  aheadBytes: 128 * MB,
  atOnce: 6,
  keptBytes: 256 * MB,
  thumbnailBytes: 64 * MB,
};

type Fetch = (item: ItemKey, part: string, signal: AbortSignal) => Promise<Asset>;

interface Flight {
  readonly controller: AbortController;
  readonly promise: Promise<Asset>;
  /** Hand out what came another way. */
  readonly settle: (asset: Asset) => void;
  /** How many wait for it; it may fly for the prefetch alone. */
  waiters: number;
}

const WHOLE = "item";

export class Assets {
  readonly #fetch: Fetch;
  readonly #limits: AssetLimits;
  readonly #whole: Kept;
  readonly #thumbnails: Kept;
  readonly #flights = new Map<string, Flight>();
  /** What failed is not fetched ahead again; whoever shows it asks again. */
  readonly #failed = new Set<string>();
  #ahead: readonly ItemKey[] = [];
  #aheadItems: number;

  constructor(fetch: Fetch, signal: AbortSignal, limits: AssetLimits = LIMITS) {
    this.#fetch = fetch;
    this.#limits = limits;
    this.#aheadItems = limits.aheadItems;
    this.#whole = new Kept(limits.keptBytes);
    this.#thumbnails = new Kept(limits.thumbnailBytes);
    signal.addEventListener(
      "abort",
      () => {
        for (const { controller } of this.#flights.values()) controller.abort(signal.reason);
      },
      { once: true },
    );
  }

  get(item: ItemKey, part: string, signal?: AbortSignal): Promise<Asset> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const kept = this.#shelf(part).get(name(item, part));
    if (kept !== undefined) return Promise.resolve(kept);
    const flight = this.#flights.get(name(item, part)) ?? this.#depart(item, part);
    flight.waiters += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiters -= 1;
        if (!this.#wanted(item, part, flight)) this.#cancel(item, part, flight);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      const stay = () => signal?.removeEventListener("abort", leave);
      flight.promise.then(resolve, reject).finally(stay);
    });
  }

  /** From now on fetch no more than so many items ahead: each costs the kernel much. */
  aheadAtMost(items: number): void {
    this.#aheadItems = Math.min(this.#aheadItems, items);
    this.#ahead = this.#ahead.slice(0, this.#aheadItems);
  }

  /** What comes next, nearest first. What was fetched for an earlier list and is not here ends. */
  prefetch(items: readonly ItemKey[]): void {
    this.#ahead = items.slice(0, this.#aheadItems);
    this.#whole.protect(new Set(this.#ahead.map((item) => name(item, WHOLE))));
    for (const [key, flight] of [...this.#flights]) {
      const [item, part] = parts(key);
      if (!this.#wanted(item, part, flight)) this.#cancel(item, part, flight);
    }
    this.#fill();
  }

  /**
   * The kernel sent something unasked. Whoever asked meanwhile has it now: their own question may
   * lie behind a long cell.
   */
  gift(item: ItemKey, part: string, asset: Asset): void {
    const flight = this.#flights.get(name(item, part));
    this.#shelf(part).put(name(item, part), asset);
    if (flight !== undefined) {
      flight.settle(asset);
      this.#cancel(item, part, flight);
    }
    this.#fill();
  }

  #shelf(part: string): Kept {
    return part === WHOLE ? this.#whole : this.#thumbnails;
  }

  #wanted(item: ItemKey, part: string, flight: Flight): boolean {
    return flight.waiters > 0 || (part === WHOLE && this.#ahead.includes(item));
  }

  #depart(item: ItemKey, part: string): Flight {
    const key = name(item, part);
    const controller = new AbortController();
    this.#failed.delete(key);
    let settle: (asset: Asset) => void = () => undefined;
    const given = new Promise<Asset>((resolve) => {
      settle = resolve;
    });
    const fetched = this.#fetch(item, part, controller.signal).then(
      (asset) => {
        this.#land(key, flight);
        this.#shelf(part).put(key, asset);
        this.#fill();
        return asset;
      },
      (error: unknown) => {
        if (!controller.signal.aborted) this.#failed.add(key);
        this.#land(key, flight);
        this.#fill();
        throw error;
      },
    );
    const promise = Promise.race([given, fetched]);
    // Fetched ahead, it has nobody yet to hear that it failed.
    promise.catch(() => undefined);
    const flight: Flight = { controller, promise, settle, waiters: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #land(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #cancel(item: ItemKey, part: string, flight: Flight): void {
    this.#land(name(item, part), flight);
    flight.controller.abort(new DOMException("no longer wanted", "AbortError"));
  }

  #fill(): void {
    let bytes = 0;
    for (const item of this.#ahead) {
      const key = name(item, WHOLE);
      const kept = this.#whole.peek(key);
      if (kept !== undefined) {
        bytes += kept.bytes.size;
        if (bytes >= this.#limits.aheadBytes) return;
      } else if (!this.#flights.has(key) && !this.#failed.has(key)) {
        const flying = [...this.#flights.values()].filter(({ waiters }) => waiters === 0).length;
        if (flying >= this.#limits.atOnce) return;
        this.#depart(item, WHOLE);
      }
    }
  }
}

/** Assets up to so many bytes; the longest unused goes first, what comes next last. */
class Kept {
  readonly #limit: number;
  readonly #assets = new Map<string, Asset>();
  #protected: ReadonlySet<string> = new Set();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  peek(key: string): Asset | undefined {
    return this.#assets.get(key);
  }

  get(key: string): Asset | undefined {
    const asset = this.#assets.get(key);
    if (asset !== undefined) {
      this.#assets.delete(key);
      this.#assets.set(key, asset);
    }
    return asset;
  }

  put(key: string, asset: Asset): void {
    this.#drop(key);
    this.#assets.set(key, asset);
    this.#bytes += asset.bytes.size;
    for (const old of [...this.#assets.keys()]) {
      if (this.#bytes <= this.#limit) return;
      if (old !== key && !this.#protected.has(old)) this.#drop(old);
    }
  }

  protect(keys: ReadonlySet<string>): void {
    this.#protected = keys;
  }

  #drop(key: string): void {
    this.#bytes -= this.#assets.get(key)?.bytes.size ?? 0;
    this.#assets.delete(key);
  }
}

function name(item: ItemKey, part: string): string {
  return JSON.stringify([item, part]);
}

function parts(key: string): [ItemKey, string] {
  return JSON.parse(key) as [ItemKey, string];
}
