/**
 * What waits for the kernel, and when it is sent (docs/wire.md, "Order, loss and gaps").
 *
 * A change goes out once, at once; again after the connection or the task was opened anew, when a
 * ping sent after it is answered and it is not, when the kernel reports a gap, and every few
 * seconds while its store cannot write. The kernel drops what it has, so sending twice is safe.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { KernelWatch } from "../wire/kernel";
import type { Link } from "../wire/link";
import type { Outbox } from "./outbox";
import { randomId } from "./random_id";
import type { Change } from "./types";

/** How often the store is tried again while it cannot write. */
const RETRY_MS = 5000;
/** How long a change may go unanswered before the kernel is asked whether it is there. */
const PING_AFTER_MS = 1000;
/** How long until a ping counts as lost. */
const PING_LOST_MS = 10_000;
const TICK_MS = 500;
/** How often a gap may be mended: each message sent meanwhile reports it once more. */
const MEND_MS = 200;
/** Changes in one message; the link cuts it where it is too large even so. */
const AT_ONCE = 500;

interface Waiting {
  change: Change;
  /** When it was last sent, in messages sent so far; 0: not yet. */
  sent: number;
  since: number;
}

export class Sender {
  readonly #link: Link;
  readonly #kernel: KernelWatch;
  readonly #outbox: Outbox;
  readonly #count: Signal<number> = signal(0);
  readonly #trouble: Signal<string | null> = signal(null);
  /** How many changes the kernel has not committed. */
  readonly count: ReadonlySignal<number> = this.#count;
  /** Why the store cannot write; null while it can. */
  readonly trouble: ReadonlySignal<string | null> = this.#trouble;

  #queue = "";
  /** Under which client's name changes are made here; its numbers begin at 1 in each queue. */
  #author = "";
  #n = 0;
  #waiting: Waiting[] = [];
  /** The last number of each client the kernel has acknowledged. */
  readonly #known = new Map<string, number>();
  #messages = 0;
  /** When the ping that is not answered yet was sent. */
  #ping: { readonly at: number } | null = null;
  #triedAt = 0;
  #resentAt = Number.NEGATIVE_INFINITY;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #emptied: (() => void)[] = [];

  constructor(link: Link, kernel: KernelWatch, outbox: Outbox, signal: AbortSignal) {
    this.#link = link;
    this.#kernel = kernel;
    this.#outbox = outbox;
    kernel.onBack(() => {
      this.#ping = null;
      this.resend();
    });
    link.onSilence((message) => {
      // An asset may take its time; whether the kernel hears us at all, a ping tells.
      if (message.type !== "ping") this.#askWhetherThere();
      else kernel.unanswered();
    });
    signal.addEventListener("abort", () => clearInterval(this.#ticking), { once: true });
  }

  get waiting(): readonly Change[] {
    return this.#waiting.map(({ change }) => change);
  }

  /** Go on with another queue; what waits in the one before stays there, but for what comes along. */
  enter(queue: string, along: readonly Change[] = []): void {
    if (queue === this.#queue) return;
    this.#author = this.#queue === "" ? this.#link.client : randomId();
    this.#queue = queue;
    this.#n = 0;
    this.#waiting = along.map((change) => ({ change, sent: 0, since: performance.now() }));
    if (along.length > 0) void this.#outbox.put(queue, along);
    this.#update();
  }

  /** Number a change, keep it, and send it at once. */
  add(made: Omit<Change, "client" | "n">): Change {
    const change = { ...made, ...this.#next() };
    const waiting = { change, sent: 0, since: performance.now() };
    this.#waiting.push(waiting);
    void this.#outbox.put(this.#queue, [change]);
    this.#send([waiting]);
    this.#update();
    return change;
  }

  /** Take over what waited before this labeler came, under the client and number it was made with. */
  adopt(changes: readonly Change[]): void {
    const added = changes.map((change) => ({ change, sent: 0, since: performance.now() }));
    this.#waiting = [...added, ...this.#waiting];
    this.#send(added);
    this.#update();
  }

  /** The kernel has committed this one. */
  committed(change: Change): void {
    this.#know(change.client, change.n);
    this.#let(({ change: each }) => each.change === change.change);
  }

  /** Every change of this client up to `n` is settled. Gives those that waited. */
  acknowledged(client: string, n: number): readonly Change[] {
    const advanced = this.#know(client, n);
    const settled = this.#let(({ change }) => change.client === client && change.n <= n);
    if (!advanced && settled.length === 0) this.#mendGap(client);
    return settled;
  }

  /** This one can never be committed. Gives it, if it waited. */
  refused(client: string, n: number): readonly Change[] {
    return this.#let(({ change }) => change.client === client && change.n === n);
  }

  unsaved(why: string): void {
    this.#trouble.value = why;
    this.#triedAt = performance.now();
    this.#update();
  }

  /** Send all that waits, oldest first. */
  resend(): void {
    this.#send(this.#waiting);
  }

  /** Resolves when nothing waits any more. */
  settled(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  #next(): { client: string; n: number } {
    return { client: this.#author, n: ++this.#n };
  }

  #know(client: string, n: number): boolean {
    const before = this.#known.get(client) ?? 0;
    if (n > before) this.#known.set(client, n);
    return n > before;
  }

  #let(goes: (waiting: Waiting) => boolean): readonly Change[] {
    const settled = this.#waiting.filter(goes).map(({ change }) => change);
    if (settled.length === 0) return settled;
    this.#waiting = this.#waiting.filter((each) => !goes(each));
    void this.#outbox.remove(this.#queue, settled);
    this.#trouble.value = null;
    this.#update();
    return settled;
  }

  /** The kernel misses something between what it has and what it was sent. */
  #mendGap(client: string): void {
    const has = this.#known.get(client) ?? 0;
    const own = this.#waiting.filter(({ change }) => change.client === client);
    const [first] = own;
    if (first === undefined || performance.now() - this.#resentAt < MEND_MS) return;
    this.#resentAt = performance.now();
    if (first.change.n > has + 1) {
      // What came before is nowhere any more, so these would wait for ever under their old numbers.
      const before = own.map(({ change }) => change);
      for (const each of own) each.change = { ...each.change, ...this.#next() };
      void this.#outbox.put(
        this.#queue,
        own.map(({ change }) => change),
      );
      void this.#outbox.remove(this.#queue, before);
    }
    this.#send(own);
  }

  #send(waiting: readonly Waiting[]): void {
    for (let start = 0; start < waiting.length; start += AT_ONCE) {
      const batch = waiting.slice(start, start + AT_ONCE);
      this.#messages += 1;
      for (const each of batch) each.sent = this.#messages;
      this.#link.post({ type: "changes", changes: batch.map(({ change }) => change) });
    }
  }

  #update(): void {
    this.#count.value = this.#waiting.length;
    if (this.#waiting.length === 0) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
      for (const resolve of this.#emptied.splice(0)) resolve();
    } else {
      this.#ticking ??= setInterval(() => this.#tick(), TICK_MS);
    }
  }

  #tick(): void {
    this.#kernel.look();
    if (!this.#kernel.connected.peek() || this.#kernel.state.peek() === "gone") return;
    const now = performance.now();
    if (this.#trouble.peek() !== null && now - this.#triedAt >= RETRY_MS) {
      this.#triedAt = now;
      this.resend();
    }
    const [oldest] = this.#waiting;
    if (oldest !== undefined && now - oldest.since >= PING_AFTER_MS) this.#askWhetherThere();
  }

  #askWhetherThere(): void {
    const now = performance.now();
    if (this.#ping !== null && now - this.#ping.at < PING_LOST_MS) return;
    const asked = this.#messages;
    const ping = { at: now };
    this.#ping = ping;
    this.#link.request({ type: "ping" }, AbortSignal.timeout(PING_LOST_MS)).then(
      () => {
        if (this.#ping === ping) this.#ping = null;
        // It has handled all that came before the ping; what it did not answer never arrived.
        if (this.#trouble.peek() === null) {
          this.#send(this.#waiting.filter(({ sent }) => sent <= asked));
        }
      },
      () => {
        if (this.#ping === ping) this.#ping = null;
      },
    );
  }
}
