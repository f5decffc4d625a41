/** The heights of very many blocks, estimated until they are measured, and where each one lies. */
import { clamp } from "./rect";

export class Heights {
  readonly #heights: Float64Array;
  readonly #tops: Float64Array;
  /** Tops up to here are right. */
  #valid = 0;

  constructor(count: number, estimate: (block: number) => number) {
    this.#heights = Float64Array.from({ length: count }, (_, block) => estimate(block));
    this.#tops = new Float64Array(count + 1);
  }

  get count(): number {
    return this.#heights.length;
  }

  get total(): number {
    return this.top(this.count);
  }

  of(block: number): number {
    return this.#heights[block] ?? 0;
  }

  set(block: number, height: number): void {
    if (this.#heights[block] === height) return;
    this.#heights[block] = height;
    this.#valid = Math.min(this.#valid, block);
  }

  top(block: number): number {
    for (; this.#valid < block; this.#valid++) {
      this.#tops[this.#valid + 1] =
        (this.#tops[this.#valid] as number) + (this.#heights[this.#valid] as number);
    }
    return this.#tops[block] as number;
  }

  /** The block at this height; the first or last one beyond the ends. */
  at(y: number): number {
    this.top(this.count);
    let low = 0;
    let high = Math.max(0, this.count - 1);
    const wanted = clamp(y, 0, this.total);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
