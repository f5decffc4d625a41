/**
 * The document behind the views: what the kernel committed, and on top of it what waits here.
 *
 * Both are kept as one state. Each waiting change remembers what it covered, so that it can be
 * lifted off exactly: a commit from elsewhere goes underneath by lifting what waits, applying the
 * commit, and putting what waits back on. Where the two touch nothing in common (nearly always) the
 * commit is simply applied.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { apply, type Ledger } from "./apply";
import type { Document, Touched } from "./document";
import { equal } from "./equal";
import { type Place, Shelf } from "./shelf";
import type { Annotation, Answer, Change, ItemKey, Op } from "./types";
import { BLANK_ANSWER } from "./types";

type Tally = { todo: number; done: number; skipped: number; flagged: number };

/** What one annotation was before: it stood, it was buried, or it was not known at all. */
interface Former {
  readonly standing: Annotation | undefined;
  readonly buried: Annotation | undefined;
}

interface Waiting {
  readonly change: Change;
  readonly covered: Map<string, Former>;
  readonly said: Map<ItemKey, Answer | undefined>;
}

export class LiveDocument implements Document, Ledger {
  readonly items: Signal<readonly ItemKey[]> = signal([]);
  readonly revision: Signal<number> = signal(0);
  readonly #tally: Signal<Tally> = signal({ todo: 0, done: 0, skipped: 0, flagged: 0 });
  readonly tally: ReadonlySignal<Tally> = this.#tally;

  #index = new Map<ItemKey, number>();
  #standing = new Map<string, Annotation>();
  #buried = new Map<string, Annotation>();
  #places = new Map<string, Place>();
  #shelves = new Map<ItemKey, Shelf>();
  #answers = new Map<ItemKey, Answer>();
  #counts: Tally = { todo: 0, done: 0, skipped: 0, flagged: 0 };
  #waiting: Waiting[] = [];
  #seen = 0;
  /** Where changes to the ledger are noted down while one is applied on top. */
  #noting: Waiting | null = null;
  /** What the annotations touched since the last announcement were before. */
  #before = new Map<string, Annotation | undefined>();
  readonly #listeners = new Set<(touched: readonly Touched[] | null) => void>();

  /** Changes not committed yet, in the order in which they lie on top. */
  get waiting(): readonly Change[] {
    return this.#waiting.map(({ change }) => change);
  }

  indexOf(item: ItemKey): number {
    return this.#index.get(item) ?? -1;
  }

  get(id: string): Annotation | undefined {
    return this.#standing.get(id);
  }

  of(item: ItemKey): readonly Annotation[] {
    return this.#shelves.get(item)?.all ?? NOTHING;
  }

  decided(item: ItemKey): readonly Annotation[] {
    return this.#shelves.get(item)?.decided ?? NOTHING;
  }

  open(item: ItemKey): readonly Annotation[] {
    return this.#shelves.get(item)?.open ?? NOTHING;
  }

  onTouched(listener: (touched: readonly Touched[] | null) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  /** Begin anew from what is committed; `waiting` goes on top. */
  load(
    items: readonly { readonly key: ItemKey; readonly answer: Answer }[],
    annotations: readonly Annotation[],
    waiting: readonly Change[],
  ): void {
    this.#index = new Map(items.map(({ key }, index) => [key, index]));
    this.#standing = new Map();
    this.#buried = new Map();
    this.#places = new Map();
    this.#shelves = new Map();
    this.#answers = new Map();
    this.#counts = { todo: items.length, done: 0, skipped: 0, flagged: 0 };
    this.#waiting = [];
    for (const { key, answer } of items) if (!equal(answer, BLANK_ANSWER)) this.say(key, answer);
    for (const annotation of inOrder(annotations)) this.stand(annotation);
    for (const change of waiting) this.#lay(change);
    this.#before.clear();
    batch(() => {
      this.items.value = items.map(({ key }) => key);
      this.#announce(null);
    });
  }

  /** Add rows that did not fit the message the document was opened with. */
  extend(annotations: readonly Annotation[]): void {
    this.#beneath((lifted) => {
      for (const annotation of inOrder(annotations)) this.stand(annotation);
      return lifted;
    });
    this.#announceTouched();
  }

  /** Put a change that waits on top. */
  push(change: Change): void {
    this.#lay(change);
    this.#announceTouched();
  }

  /** Put changes that waited before all others (left from an earlier visit) under those. */
  pushUnder(changes: readonly Change[]): void {
    this.#beneath((lifted) => [...changes, ...lifted]);
    this.#announceTouched();
  }

  /**
   * Take in a committed change, one of those that wait or anybody's.
   *
   * False if it brings back something that was deleted before this document was opened: what that
   * was only the kernel knows.
   */
  commit(change: Change): boolean {
    const whole = this.#knowsTargets(change.ops);
    const at = this.#waiting.findIndex((each) => each.change.change === change.change);
    const own = this.#waiting[at];
    const under = at < 0 ? this.#waiting : this.#waiting.slice(0, at);
    const apart = !under.some((each) => meet(each.change, change));
    if (own !== undefined && apart && equal(own.change.ops, change.ops)) {
      this.#waiting.splice(at, 1);
      return whole;
    }
    if (own === undefined && apart) {
      apply(this, change);
    } else {
      this.#beneath((lifted) => {
        apply(this, change);
        return lifted.filter((each) => each !== own?.change);
      });
    }
    this.#announceTouched();
    return whole;
  }

  /** Take waiting changes back as if they had never been made. */
  drop(changes: ReadonlySet<string>): void {
    if (!this.#waiting.some(({ change }) => changes.has(change.change))) return;
    this.#beneath((lifted) => lifted.filter(({ change }) => !changes.has(change)));
    this.#announceTouched();
  }

  // The ledger that the rules of state/apply.ts act on.

  standing(id: string): Annotation | undefined {
    return this.#standing.get(id);
  }

  buried(id: string): Annotation | undefined {
    return this.#buried.get(id);
  }

  stand(annotation: Annotation): void {
    const { id } = annotation;
    this.#note(id);
    this.#buried.delete(id);
    this.#put(
      id,
      "label" in annotation ? annotation : { ...UNSAID, ...(annotation as Annotation) },
    );
  }

  bury(id: string): void {
    const gone = this.#standing.get(id);
    if (gone === undefined) return;
    this.#note(id);
    this.#put(id, undefined);
    this.#buried.set(id, gone);
  }

  answer(item: ItemKey): Answer {
    return this.#answers.get(item) ?? BLANK_ANSWER;
  }

  say(item: ItemKey, answer: Answer): void {
    const said = this.#noting?.said;
    if (said !== undefined && !said.has(item)) said.set(item, this.#answers.get(item));
    this.#answerWith(item, answer);
  }

  #answerWith(item: ItemKey, answer: Answer | undefined): void {
    if (this.#index.has(item)) {
      this.#count(this.answer(item), -1);
      this.#count(answer ?? BLANK_ANSWER, 1);
    }
    if (answer === undefined) this.#answers.delete(item);
    else this.#answers.set(item, answer);
  }

  #count(answer: Answer, by: number): void {
    this.#counts[answer.status] += by;
    if (answer.flagged) this.#counts.flagged += by;
  }

  /** Whether everything these update is known here, or made by them. */
  #knowsTargets(ops: readonly Op[]): boolean {
    const made = new Set<string | null>();
    return ops.every(({ action, annotation }) => {
      if (action === "create") made.add(annotation);
      const id = annotation ?? "";
      return action !== "update" || made.has(id) || this.#standing.has(id) || this.#buried.has(id);
    });
  }

  /** Set what stands under an id and keep its item's shelf in step. */
  #put(id: string, annotation: Annotation | undefined): void {
    const former = this.#standing.get(id);
    const place = this.#places.get(id);
    if (annotation === undefined) {
      if (former !== undefined && place !== undefined) this.#shelf(former.item).remove(place);
      this.#standing.delete(id);
      return;
    }
    const stays =
      place !== undefined &&
      former?.item === annotation.item &&
      place.created === annotation.created;
    if (stays) {
      this.#shelf(annotation.item).replace(place, annotation);
    } else {
      if (former !== undefined && place !== undefined) this.#shelf(former.item).remove(place);
      const next = { created: annotation.created, seen: place?.seen ?? this.#seen++ };
      this.#places.set(id, next);
      this.#shelf(annotation.item).insert(next, annotation);
    }
    this.#standing.set(id, annotation);
  }

  #shelf(item: ItemKey): Shelf {
    let shelf = this.#shelves.get(item);
    if (shelf === undefined) {
      shelf = new Shelf();
      this.#shelves.set(item, shelf);
    }
    return shelf;
  }

  #note(id: string): void {
    const standing = this.#standing.get(id);
    if (!this.#before.has(id)) this.#before.set(id, standing);
    const covered = this.#noting?.covered;
    if (covered !== undefined && !covered.has(id)) {
      covered.set(id, { standing, buried: this.#buried.get(id) });
    }
  }

  #lay(change: Change): void {
    const waiting: Waiting = { change, covered: new Map(), said: new Map() };
    this.#noting = waiting;
    try {
      apply(this, change);
    } finally {
      this.#noting = null;
    }
    this.#waiting.push(waiting);
  }

  #lift({ covered, said }: Waiting): void {
    for (const [id, former] of covered) {
      this.#note(id);
      this.#put(id, former.standing);
      if (former.buried === undefined) this.#buried.delete(id);
      else this.#buried.set(id, former.buried);
    }
    for (const [item, answer] of said) this.#answerWith(item, answer);
  }

  /** Lift what waits, do something to what is beneath, and lay on what `act` gives back. */
  #beneath(act: (lifted: readonly Change[]) => readonly Change[]): void {
    const lifted = this.waiting;
    for (const each of this.#waiting.toReversed()) this.#lift(each);
    this.#waiting = [];
    for (const change of act(lifted)) this.#lay(change);
  }

  #announceTouched(): void {
    const touched = new Map<
      ItemKey,
      { item: ItemKey; before: Annotation[]; after: Annotation[] }
    >();
    const on = (item: ItemKey) => {
      const known = touched.get(item) ?? { item, before: [], after: [] };
      touched.set(item, known);
      return known;
    };
    for (const [id, before] of this.#before) {
      const after = this.#standing.get(id);
      if (before === after || equal(before, after)) continue;
      if (before !== undefined) on(before.item).before.push(before);
      if (after !== undefined) on(after.item).after.push(after);
    }
    this.#before.clear();
    batch(() => this.#announce([...touched.values()]));
  }

  #announce(touched: readonly Touched[] | null): void {
    if (touched === null || touched.length > 0) {
      for (const listener of [...this.#listeners]) {
        try {
          listener(touched);
        } catch (error) {
          // One painter that stumbles must not keep the others from what happened.
          console.error("[nblabel] a listener failed", error);
        }
      }
    }
    if (!equal(this.#counts, this.#tally.peek())) this.#tally.value = { ...this.#counts };
    this.revision.value = this.revision.peek() + 1;
  }
}

const NOTHING: readonly Annotation[] = [];

const UNSAID = {
  label: null,
  geometry: {},
  group: null,
  score: null,
  source: "human",
  model: null,
  decision: null,
  attributes: null,
} as const;

/** Sorted by creation, so that each goes to the end of its shelf. */
function inOrder(annotations: readonly Annotation[]): readonly Annotation[] {
  const sorted = annotations.every(
    (each, index) => index === 0 || (annotations[index - 1] as Annotation).created <= each.created,
  );
  return sorted ? annotations : annotations.toSorted((a, b) => a.created - b.created);
}

/** Whether two changes touch an annotation or an answer in common. */
function meet(a: Change, b: Change): boolean {
  const touched = new Set(a.ops.map(touches));
  return b.ops.some((op) => touched.has(touches(op)));
}

function touches(op: Op): string {
  return op.annotation === null ? `item ${op.item}` : `annotation ${op.annotation}`;
}
