/**
 * Code points ↔ UTF-16 units of one text: the only place where one becomes the other.
 *
 * Python, frames and store count code points; strings and the DOM here count units. Counting from
 * the start of a book for every question would be slow, so there is a checkpoint every few hundred
 * units. A lone surrogate is one code point, as it is in Python.
 */

const STRIDE = 512;

export class TextOffsets {
  readonly text: string;
  /** How many code points there are. */
  readonly length: number;
  /** How many code points begin before each STRIDE-th unit; null where every unit is one. */
  readonly #before: Uint32Array | null;

  constructor(text: string) {
    this.text = text;
    if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) {
      this.#before = null;
      this.length = text.length;
      return;
    }
    this.#before = new Uint32Array(Math.floor(text.length / STRIDE) + 1);
    let points = 0;
    for (let unit = 0; unit < text.length; unit++) {
      if (unit % STRIDE === 0) this.#before[unit / STRIDE] = points;
      if (begins(text, unit)) points++;
    }
    if (text.length % STRIDE === 0) this.#before[text.length / STRIDE] = points;
    this.length = points;
  }

  /** Where the code point begins, in units; beyond the end it is the end. */
  unitOf(point: number): number {
    const wanted = Math.min(Math.max(point, 0), this.length);
    const before = this.#before;
    if (before === null) return wanted;
    let low = 0;
    let high = before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((before[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    let here = before[low] as number;
    let unit = low * STRIDE;
    for (; unit < this.text.length; unit++) {
      if (!begins(this.text, unit)) continue;
      if (here === wanted) return unit;
      here++;
    }
    return unit;
  }

  /** Which code point the unit belongs to; of the end, how many there are. */
  pointOf(unit: number): number {
    const wanted = Math.min(Math.max(unit, 0), this.text.length);
    const before = this.#before;
    if (before === null) return wanted;
    const at = Math.floor(wanted / STRIDE);
    let points = before[at] as number;
    for (let each = at * STRIDE; each < wanted; each++) if (begins(this.text, each)) points++;
    const within = wanted < this.text.length && !begins(this.text, wanted);
    return within ? points - 1 : points;
  }
}

/** Whether a code point begins at this unit: not so for the second half of a pair. */
function begins(text: string, unit: number): boolean {
  const code = text.charCodeAt(unit);
  if (code < 0xdc00 || code > 0xdfff || unit === 0) return true;
  const former = text.charCodeAt(unit - 1);
  return former < 0xd800 || former > 0xdbff;
}
