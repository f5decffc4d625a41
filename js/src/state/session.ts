/**
 * One open task in this tab: takes in what the kernel says and what the person does, in order, and
 * keeps document, history, queue and outbox in step. The twin of `nblabel/session.py`.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { KernelWatch } from "../wire/kernel";
import type { Link } from "../wire/link";
import type { Incoming, Opened, Outgoing } from "../wire/messages";
import { LiveDocument } from "./live_document";
import type { Loop } from "./loop";
import { type Outbox, queueName } from "./outbox";
import type { Queue } from "./queue";
import { randomId } from "./random_id";
import type { Sender } from "./sender";
import type { Annotator, Change, Committed, Field, ItemKey, Notice, Op, Task } from "./types";
import { History } from "./undo";

/** How much of the log is kept for undo, as in `opened`. */
const LOG = 500;
const NOTICES = 20;
/** A reply that takes longer was lost, or the kernel is busy; asking twice costs nothing. */
const LOST_MS = 10_000;

const LOST = new Error("no answer came");

/** Where a session stands in the kernel's history. */
interface Position {
  readonly queue: string;
  commit: number;
}

export class Session {
  readonly #task: Signal<Task | null> = signal(null);
  readonly #annotator: Signal<Annotator | null> = signal(null);
  readonly #fields: Signal<readonly Field[]> = signal([]);
  readonly #notices: Signal<readonly Notice[]> = signal([]);
  readonly #failure: Signal<string | null> = signal(null);
  readonly #lastViewed: Signal<ItemKey | null> = signal(null);
  readonly #queue: Signal<Queue | null> = signal(null);
  readonly #loop: Signal<Loop | null> = signal(null);
  readonly task: ReadonlySignal<Task | null> = this.#task;
  readonly annotator: ReadonlySignal<Annotator | null> = this.#annotator;
  readonly fields: ReadonlySignal<readonly Field[]> = this.#fields;
  readonly notices: ReadonlySignal<readonly Notice[]> = this.#notices;
  readonly failure: ReadonlySignal<string | null> = this.#failure;
  readonly lastViewed: ReadonlySignal<ItemKey | null> = this.#lastViewed;
  readonly queue: ReadonlySignal<Queue | null> = this.#queue;
  readonly loop: ReadonlySignal<Loop | null> = this.#loop;
  readonly document = new LiveDocument();
  readonly history = new History();

  readonly #link: Link;
  readonly #sender: Sender;
  readonly #outbox: Outbox;
  readonly #signal: AbortSignal;
  #position: Position | null = null;
  #log: Committed[] = [];
  #clock = 0;
  /** The newest commit heard of, whether it came by here or not. */
  #newest = 0;
  /** What came after the last commit has been asked for; and is to be asked for once more. */
  #asking = false;
  #askAgain = false;
  /** Changes the kernel has, though no commit of theirs came by here. */
  readonly #settledUnseen = new Set<string>();
  /** Something cannot be reconstructed here, so the next `opened` counts even at the same commit. */
  #stale = false;

  constructor(
    link: Link,
    kernel: KernelWatch,
    sender: Sender,
    outbox: Outbox,
    signal: AbortSignal,
  ) {
    this.#link = link;
    this.#sender = sender;
    this.#outbox = outbox;
    this.#signal = signal;
    link.listen((message) => {
      kernel.heard();
      this.#receive(message);
    });
    link.onProblem((why) => this.fail(why));
    kernel.onBack(() => {
      this.#link.resend();
      if (this.#position !== null) this.#askSince();
    });
    this.#hello();
  }

  /** Say why nothing can go on. */
  fail(why: string): void {
    this.#failure.value = `${why}; restart the kernel and run the cell again`;
  }

  /** The time for a change, in microseconds: never the same twice, never backwards. */
  now(): number {
    this.#clock = Math.max(Date.now() * 1000, this.#clock + 1);
    return this.#clock;
  }

  /** Do something: here at once, then kept, then sent. Empty `ops` do nothing. */
  commit(ops: readonly Op[], about: Partial<Pick<Change, "change" | "reverts" | "at">> = {}): void {
    if (ops.length === 0) return;
    const [task, annotator] = [this.#task.peek(), this.#annotator.peek()];
    if (task === null || annotator === null) throw new Error("no task is open yet");
    const { change: id = randomId(), reverts = null, at = this.now() } = about;
    batch(() => {
      const change = this.#sender.add({
        change: id,
        task: task.id,
        annotator: annotator.name,
        reverts,
        at,
        ops,
      });
      this.document.push(change);
      this.history.push(change);
    });
  }

  #hello(): void {
    this.#ask({ type: "hello" }).then(
      (reply) => {
        if (reply === null && (this.#position === null || this.#stale)) this.#hello();
      },
      (error: unknown) => {
        if (!this.#signal.aborted) this.#failure.value = (error as Error).message;
      },
    );
  }

  /** Ask; null if no answer came in good time. */
  async #ask(message: Outgoing): Promise<Incoming | null> {
    const patience = new AbortController();
    const stop = () => patience.abort(this.#signal.reason);
    const timer = setTimeout(() => patience.abort(LOST), LOST_MS);
    this.#signal.addEventListener("abort", stop, { once: true });
    try {
      return await this.#link.request(message, patience.signal);
    } catch (error) {
      if (error === LOST) return null;
      throw error;
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", stop);
    }
  }

  #receive(message: Incoming): void {
    switch (message.type) {
      case "opened":
        batch(() => this.#opened(message));
        break;
      case "annotations":
        if (this.#position !== null) this.document.extend(message.annotations);
        break;
      case "changed":
        batch(() => this.#changed(message.changes, message.request !== null));
        break;
      case "acknowledged":
        batch(() => this.#acknowledged(message.of, message.n));
        break;
      case "refused":
        batch(() => {
          this.#takeBack(this.#sender.refused(message.of, message.n));
          this.#notice({ level: "error", text: message.why });
        });
        break;
      case "unsaved":
        this.#sender.unsaved(message.why);
        break;
      case "fields":
        this.#fields.value = message.fields;
        break;
      case "queue":
        this.#queue.value = message.queue;
        break;
      case "loop":
        this.#loop.value = message.loop;
        break;
      case "notice":
        this.#notice(message.notice);
        break;
      case "pong":
        this.#hearOf(message.commit);
        break;
      case "error":
        if (message.request === null) this.#notice({ level: "error", text: message.why });
        break;
    }
  }

  #opened(message: Opened): void {
    const { task, annotator, commit } = message;
    const queue = queueName(task.store, task.id, annotator.name);
    const former = this.#position;
    const enters = former?.queue !== queue;
    const along = former !== null && enters ? this.#comingAlong(task, former.queue) : [];
    const known = !enters && former?.commit === commit && message.request !== null && !this.#stale;
    this.#task.value = task;
    this.#annotator.value = annotator;
    this.#fields.value = message.fields;
    if (enters) this.#notices.value = message.notices;
    else for (const notice of message.notices) this.#notice(notice);
    this.#failure.value = null;
    if (enters) this.#lastViewed.value = message.view;
    this.#queue.value = message.queue;
    this.#loop.value = message.loop;
    this.#position = { queue, commit };
    this.#newest = commit;
    this.#stale = false;
    this.#log = [...message.changes];
    this.#sender.enter(queue, along);
    for (const change of message.changes) this.#sender.committed(change);
    // What was asked for comes after what was sent unasked at display; the same once more must
    // not redraw 50,000 boxes.
    if (
      known &&
      same(
        message.items.map(({ key }) => key),
        this.document.items.peek(),
      )
    ) {
      this.document.drop(this.#settledUnseen);
    } else {
      this.document.load(message.items, message.annotations, this.#sender.waiting);
    }
    this.#settledUnseen.clear();
    this.#rebuildHistory();
    this.#sender.resend();
    if (enters) void this.#takeOver(queue);
  }

  /** What waits under a generic name goes on, as it was made, for whoever gives their name. */
  #comingAlong(task: Task, queue: string): readonly Change[] {
    const former = this.#task.peek();
    const stays = former?.id === task.id && former.store === task.store;
    if (!stays || this.#annotator.peek()?.generic !== true) return [];
    const waiting = this.#sender.waiting;
    void this.#outbox.remove(queue, waiting);
    return waiting;
  }

  /** Send what was left in this queue by an earlier visit, and show it. */
  async #takeOver(queue: string): Promise<void> {
    const left = await this.#outbox.load(queue);
    if (this.#signal.aborted || this.#position?.queue !== queue) return;
    const saved = new Set(this.#log.map(({ change }) => change));
    const here = new Set(this.#sender.waiting.map(({ change }) => change));
    void this.#outbox.remove(
      queue,
      left.filter(({ change }) => saved.has(change)),
    );
    const added = left.filter(({ change }) => !saved.has(change) && !here.has(change));
    if (added.length === 0) return;
    batch(() => {
      this.document.pushUnder(added);
      this.#rebuildHistory();
      this.#sender.adopt(added);
    });
  }

  #changed(changes: readonly Committed[], reply: boolean): void {
    const position = this.#position;
    if (position === null) return;
    const [task, annotator] = [this.#task.peek()?.id, this.#annotator.peek()?.name];
    for (const change of changes) {
      if (change.task !== task || change.annotator !== annotator) continue;
      this.#sender.committed(change);
      this.#settledUnseen.delete(change.change);
      if (change.commit <= position.commit) continue;
      if ((change.previous ?? 0) !== position.commit) {
        // Something in between was missed; where even the answer to that has a hole, all is.
        if (reply) this.#reopen();
        else this.#hearOf(change.commit);
        break;
      }
      position.commit = change.commit;
      if (!this.document.commit(change)) this.#reopen();
      this.#log.push(change);
    }
    if (this.#log.length > LOG) this.#log.splice(0, this.#log.length - LOG);
    this.#rebuildHistory();
  }

  /**
   * Changes the kernel has. Their commits nearly always came by before this; one that did not was
   * either missed, or was in what was opened (it was left over from an earlier visit).
   */
  #acknowledged(of: string, n: number): void {
    const settled = this.#sender.acknowledged(of, n);
    if (settled.length === 0) return;
    for (const { change } of settled) this.#settledUnseen.add(change);
    this.#askSince();
  }

  #takeBack(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.document.drop(new Set(changes.map(({ change }) => change)));
    this.#rebuildHistory();
  }

  /** There is a commit of this number; if it did not come by here, ask for it. */
  #hearOf(commit: number): void {
    this.#newest = Math.max(this.#newest, commit);
    if (this.#position !== null && commit > this.#position.commit) this.#askSince();
  }

  #askSince(): void {
    const position = this.#position;
    if (position === null) return;
    if (this.#asking) {
      // The answer under way may be older than what is missed now.
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    this.#askAgain = false;
    const settled = new Set(this.#settledUnseen);
    this.#ask({ type: "since", commit: position.commit })
      .then(
        (reply) => {
          if (reply === null) this.#askAgain = true;
          else if (this.#position?.queue === position.queue) this.#dropSettled(settled);
        },
        (error: unknown) => {
          if (!this.#signal.aborted) console.warn("[nblabel] what was missed cannot be had", error);
        },
      )
      .finally(() => {
        this.#asking = false;
        const misses = this.#newest > (this.#position?.commit ?? 0);
        if (!this.#signal.aborted && (this.#askAgain || misses)) this.#askSince();
      });
  }

  /** What the kernel has and the answer did not bring lies in what was opened already. */
  #dropSettled(settled: ReadonlySet<string>): void {
    const still = new Set([...settled].filter((change) => this.#settledUnseen.delete(change)));
    if (still.size === 0) return;
    this.document.drop(still);
    this.#rebuildHistory();
  }

  /** Ask for everything anew: what is here cannot be brought in step by changes alone. */
  #reopen(): void {
    this.#stale = true;
    this.#hello();
  }

  #rebuildHistory(): void {
    this.history.rebuild([...this.#log, ...this.document.waiting]);
  }

  /** Say it once: the same sentence again takes the place of the one before. */
  #notice(notice: Notice): void {
    const others = this.#notices.peek().filter((each) => each.text !== notice.text);
    this.#notices.value = [...others, notice].slice(-NOTICES);
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
