/** How the labels of each field look on the canvas. */
import { haloOf } from "../canvas/contrast";
import { isOpen } from "../state/suggestions";
import type { Annotation, Field } from "../state/types";

export interface Style {
  readonly color: string;
  readonly halo: string;
  readonly fill: number;
  readonly dash: boolean;
  /** Of the outline, in CSS pixels. */
  readonly line: number;
  /** A suggestion that nobody has decided on: thin and hollow. */
  readonly open: boolean;
  /** Which lies above which: the same in every tile of the raster, or the tiles would show. */
  readonly rank: number;
  /** What its tag says. */
  readonly name: string;
}

const FILL = 0.12;
const UNKNOWN = "#8c8c8c";
const LINE = { decided: 2, open: 1.25 };
/** Above all that is decided. */
const OPEN_RANK = 1_000_000;

export class Styles {
  readonly #styles = new Map<string, Style>();
  readonly #open = new Map<Style, Style>();
  #waiting: Style = styled("?", UNKNOWN, 0);

  /** There is one label only: what has a label has that one. */
  get alike(): boolean {
    return this.#styles.size === 1;
  }

  use(fields: readonly Field[], waiting: string): void {
    this.#styles.clear();
    this.#open.clear();
    for (const field of fields) {
      for (const label of field.labels) {
        const style = styled(label.name, label.color, this.#styles.size);
        this.#styles.set(name(field.name, label.name), style);
      }
    }
    this.#waiting = { ...styled("?", waiting, Number.POSITIVE_INFINITY), dash: true };
  }

  /** As `of`, but for one that may be a suggestion. */
  ofAny(annotation: Annotation): Style {
    const style = this.of(annotation);
    if (!isOpen(annotation)) return style;
    let open = this.#open.get(style);
    if (open === undefined) {
      const rank = OPEN_RANK + Math.min(style.rank, OPEN_RANK);
      open = { ...style, fill: 0, line: LINE.open, dash: false, open: true, rank };
      this.#open.set(style, open);
    }
    return open;
  }

  of({ field, label }: Pick<Annotation, "field" | "label">): Style {
    if (label === null) return this.#waiting;
    const key = name(field, label);
    let style = this.#styles.get(key);
    if (style === undefined) {
      style = styled(label, UNKNOWN, this.#styles.size);
      this.#styles.set(key, style);
    }
    return style;
  }
}

function name(field: string, label: string): string {
  return JSON.stringify([field, label]);
}

function styled(label: string, color: string, rank: number): Style {
  const look = { fill: FILL, dash: false, line: LINE.decided, open: false };
  return { color, halo: haloOf(color), ...look, rank, name: label };
}
