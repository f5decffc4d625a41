/** Arrow keys move and resize what is selected; a key held down is one change, not fifty. */
import type { Point } from "../../geometry/rect";
import type { Extent } from "../../kinds/api";
import type { Geometry } from "../../state/types";
import type { Shape } from "./shapes";

/** Longer than the pause before a held key repeats. */
const PAUSE = 700;

const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export interface Nudged {
  readonly shape: Shape;
  readonly now: Geometry;
  readonly resized: boolean;
}

export class Nudging {
  underway: Nudged | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #acts: {
    lifted(shape: Shape | null): void;
    edited(shape: Shape, geometry: Geometry, resized: boolean): void;
  };

  constructor(acts: {
    lifted(shape: Shape | null): void;
    edited(shape: Shape, geometry: Geometry, resized: boolean): void;
  }) {
    this.#acts = acts;
  }

  /** One step of an arrow key (Shift: ten). False if the key is none. */
  step(shape: Shape, key: string, far: boolean, resize: boolean, extent: Extent): boolean {
    const step = STEPS[key];
    if (step === undefined) return false;
    const id = shape.annotation.id;
    const before = this.underway;
    if (before && (before.shape.annotation.id !== id || before.resized !== resize)) this.finish();
    const by = far ? 10 : 1;
    const delta = { x: step.x * by, y: step.y * by };
    if (this.underway === null) this.#acts.lifted(shape);
    const from = this.underway?.now ?? shape.annotation.geometry;
    const now = resize
      ? shape.kind.stretch(from, delta, extent)
      : shape.kind.drag(from, null, delta, extent);
    this.underway = { shape: this.underway?.shape ?? shape, now, resized: resize };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.finish(), PAUSE);
    return true;
  }

  /** Make it a change: the key was let go, or something else begins. */
  finish(): void {
    clearTimeout(this.#timer);
    const { underway } = this;
    if (underway === null) return;
    this.underway = null;
    this.#acts.lifted(null);
    this.#acts.edited(underway.shape, underway.now, underway.resized);
  }
}
