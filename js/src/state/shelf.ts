/**
 * One item's annotations in order of creation, quick to add to and to take from with 50,000 there.
 *
 * Two arrays side by side: copying one of plain references is a memory move, so that each new
 * snapshot for readers costs microseconds, and only when somebody reads.
 */
import type { Annotation } from "./types";

/** Where an annotation stands; `seen` parts those created in the same microsecond. */
export interface Place {
  readonly created: number;
  readonly seen: number;
}

export class Shelf {
  readonly #places: Place[] = [];
  readonly #rows: Annotation[] = [];
  #snapshot: readonly Annotation[] | null = null;

  /** The rows just now; the same array until something changes. */
  get rows(): readonly Annotation[] {
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

  replace(place: Place, annotation: Annotation): void {
    this.#rows[this.#find(place)] = annotation;
    this.#snapshot = null;
  }

  remove(place: Place): void {
    const at = this.#find(place);
    this.#places.splice(at, 1);
    this.#rows.splice(at, 1);
    this.#snapshot = null;
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
