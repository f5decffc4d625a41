/**
 * How long a person has worked on the item in view.
 *
 * Time runs from one sign of life to the next; a gap longer than `idleAfter` counts as that long.
 * Before the first sign of life nothing counts, so a labeler that merely stands in an open
 * notebook, or a second view of the same one, adds nothing.
 */
export class TimeInView {
  #seconds = 0;
  #last: number | null = null;

  readonly #idleAfter: number;
  readonly #now: () => number;

  /** `idleAfter` and what `now` gives are in seconds. */
  constructor(idleAfter: number, now: () => number = () => performance.now() / 1000) {
    this.#idleAfter = idleAfter;
    this.#now = now;
  }

  /** The person did something. */
  touch(): void {
    this.#count();
    this.#last = this.#now();
  }

  /** The page is hidden, or the person left: what follows does not count. */
  pause(): void {
    this.#count();
    this.#last = null;
  }

  /** Seconds since the last `take`. */
  get seconds(): number {
    return this.#seconds + this.#sinceLast();
  }

  /** Give the seconds and begin again from none. */
  take(): number {
    const seconds = this.seconds;
    const idle = this.#last === null || this.#now() - this.#last > this.#idleAfter;
    this.#seconds = 0;
    this.#last = idle ? null : this.#now();
    return seconds;
  }

  #count(): void {
    this.#seconds += this.#sinceLast();
  }

  #sinceLast(): number {
    return this.#last === null ? 0 : Math.min(this.#now() - this.#last, this.#idleAfter);
  }
}
