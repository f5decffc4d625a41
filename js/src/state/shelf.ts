/**
 * One item's annotations in order of creation, and among them those that count and those nobody has
 * decided on: quick to add to and to take from with 50,000 there.
 *
 * Arrays side by side: copying one of plain references is a memory move, so that each new snapshot
 * for readers costs microseconds, and only when somebody reads. Which of them count is kept, not
 * found: a gesture among thousands must not look at them all.
 */
import { isDecided, isOpen } from "./suggestions";
import type { Annotation } from "./types";

/** Where an annotation stands; `seen` parts those created in the same microsecond. */
export interface Place {
  readonly created: number;
  readonly seen: number;
}

export class Shelf {
  readonly #all = new Row();
  readonly #decided = new Row();
  readonly #open = new Row();

  /** The annotations just now; the same array until something changes. So are the other two. */
  get all(): readonly Annotation[] {
    return this.#all.snapshot;
  }

  /** Those that count. */
  get decided(): readonly Annotation[] {
    return this.#decided.snapshot;
  }

  /** The suggestions nobody has decided on. */
  get open(): readonly Annotation[] {
    return this.#open.snapshot;
  }

  insert(place: Place, annotation: Annotation): void {
    this.#all.insert(place, annotation);
    this.#rowOf(annotation)?.insert(place, annotation);
  }

  replace(place: Place, annotation: Annotation): void {
    const former = this.#all.replace(place, annotation);
    const [from, to] = [this.#rowOf(former), this.#rowOf(annotation)];
    if (from === to) to?.replace(place, annotation);
    else {
      from?.remove(place);
      to?.insert(place, annotation);
    }
  }

  remove(place: Place): void {
    this.#rowOf(this.#all.remove(place))?.remove(place);
  }

  /** What was rejected or not taken stands in neither. */
  #rowOf(annotation: Annotation): Row | null {
    if (isDecided(annotation)) return this.#decided;
    return isOpen(annotation) ? this.#open : null;
  }
}

class Row {
  readonly #places: Place[] = [];
  readonly #rows: Annotation[] = [];
  #snapshot: readonly Annotation[] | null = null;

  get snapshot(): readonly Annotation[] {
    this.#snapshot ??= this.#rows.slice();
    return this.#snapshot;
  }

  insert(place: Place, annotation: Annotation): void {
    const at = this.#find(place);
    if (at === this.#rows.length) {
      this.#places.push(place);
      this.#rows.push(annotation);
    } else {
      this.#places.splice(at, 0, place);
      this.#rows.splice(at, 0, annotation);
    }
    this.#snapshot = null;
  }

  /** Gives what stood there. */
  replace(place: Place, annotation: Annotation): Annotation {
    const at = this.#find(place);
    const former = this.#rows[at] as Annotation;
    this.#rows[at] = annotation;
    this.#snapshot = null;
    return former;
  }

  /** Gives what stood there. */
  remove(place: Place): Annotation {
    const at = this.#find(place);
    this.#places.splice(at, 1);
    this.#snapshot = null;
    return this.#rows.splice(at, 1)[0] as Annotation;
  }

  /** The index of this place, or where it would be. */
  #find(place: Place): number {
    let low = 0;
    let high = this.#places.length;
    // Nearly always it is a new one, which comes last.
    const last = this.#places[high - 1];
    if (last === undefined || before(last, place)) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(this.#places[middle] as Place, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function before(a: Place, b: Place): boolean {
  return a.created < b.created || (a.created === b.created && a.seen < b.seen);
}
