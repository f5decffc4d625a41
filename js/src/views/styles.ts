/** How the labels of each field look on the canvas. */
import { haloOf } from "../canvas/contrast";
import type { Annotation, Field } from "../state/types";

export interface Style {
  readonly color: string;
  readonly halo: string;
  readonly fill: number;
  readonly dash: boolean;
  /** Which lies above which: the same in every tile of the raster, or the tiles would show. */
  readonly rank: number;
  /** What its tag says. */
  readonly name: string;
}

const FILL = 0.12;
const UNKNOWN = "#8c8c8c";

export class Styles {
  readonly #styles = new Map<string, Style>();
  #waiting: Style = styled("?", UNKNOWN, 0);

  /** There is one label only: what has a label has that one. */
  get alike(): boolean {
    return this.#styles.size === 1;
  }

  use(fields: readonly Field[], waiting: string): void {
    this.#styles.clear();
    for (const field of fields) {
      for (const label of field.labels) {
        const style = styled(label.name, label.color, this.#styles.size);
        this.#styles.set(name(field.name, label.name), style);
      }
    }
    this.#waiting = { ...styled("?", waiting, Number.POSITIVE_INFINITY), dash: true };
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
  return { color, halo: haloOf(color), fill: FILL, dash: false, rank, name: label };
}
