/**
 * What a press, a move and a release mean: drawing, grabbing, selecting.
 *
 * It knows points of the item and the shapes there, and nothing of events or the DOM. What it
 * decides is told to `Acts`; what is underway stands in `doing`, for the painter.
 */
import { type Point, spanning } from "../../geometry/rect";
import type { Draft, Drawing, Extent, ImageKind } from "../../kinds/api";
import type { Geometry } from "../../state/types";
import { gripAt, type Shape } from "./shapes";

/** A press that moves less than this (CSS pixels) is a click. */
export const CLICK = 3;

export interface Acts {
  /** What a drawn shape will be; null where nothing can be drawn. */
  drawn(): ImageKind | null;
  how(): Drawing;
  extent(): Extent | null;
  /** CSS pixels per item pixel. */
  scale(): number;
  /** The selected shape, if it may be grabbed. */
  grabbable(): Shape | null;
  /** What a click here would select: smallest first, nothing locked. */
  under(at: Point): Shape | null;
  select(shape: Shape | null): void;
  /** A shape is whole. */
  made(kind: ImageKind, geometry: Geometry): void;
  /** A shape is being dragged: it is lifted off the others until it is put down. */
  lifted(shape: Shape | null): void;
  edited(shape: Shape, geometry: Geometry, grip: string | null): void;
}

export type Doing =
  | { readonly what: "nothing" }
  | { readonly what: "pressed"; readonly at: Point; readonly grab: Grab | null }
  | {
      readonly what: "drawing";
      readonly draft: Draft;
      readonly kind: ImageKind;
      readonly held: boolean;
      readonly from: Point;
    }
  | { readonly what: "editing"; readonly grab: Grab; readonly from: Point; readonly now: Geometry };

export interface Grab {
  readonly shape: Shape;
  /** null: the whole shape. */
  readonly grip: string | null;
}

const NOTHING: Doing = { what: "nothing" };

export class Hand {
  doing: Doing = NOTHING;
  readonly #acts: Acts;

  constructor(acts: Acts) {
    this.#acts = acts;
  }

  /** What would be grabbed by a press here; `free` (Alt) draws even there. */
  grab(at: Point, free: boolean): (Grab & { readonly cursor: string }) | null {
    const shape = free ? null : this.#acts.grabbable();
    if (shape === null) return null;
    const scale = this.#acts.scale();
    const grip = gripAt(shape, at, scale);
    if (grip !== null) return { shape, grip: grip.name, cursor: grip.cursor };
    if (!shape.kind.contains(shape.annotation.geometry, at, 0)) return null;
    return { shape, grip: null, cursor: "move" };
  }

  press(at: Point, free: boolean): void {
    if (this.doing.what === "drawing") {
      const { draft, kind } = this.doing;
      if (draft.press(at)) this.#finish(draft, kind);
      return;
    }
    const grab = this.grab(at, free);
    const how = this.#acts.how();
    if (grab === null && how !== "drag" && this.#begin(how, at, true)) return;
    this.doing = { what: "pressed", at, grab };
  }

  move(at: Point): void {
    const { doing } = this;
    if (doing.what === "pressed") this.#dragged(doing.at, doing.grab, at);
    else if (doing.what === "drawing") doing.draft.move(at);
    else if (doing.what === "editing") this.#edit(doing.grab, doing.from, at);
  }

  release(at: Point): void {
    this.move(at);
    const { doing } = this;
    if (doing.what === "pressed") {
      this.doing = NOTHING;
      this.#acts.select(this.#acts.under(doing.at));
    } else if (doing.what === "drawing" && doing.held) {
      const clicked = !this.#far(doing.from, at);
      if (this.#acts.how() === "drag" || (this.#acts.how() === "clicks" && !clicked)) {
        this.#finish(doing.draft, doing.kind);
      } else this.doing = { ...doing, held: false };
    } else if (doing.what === "editing") {
      this.doing = NOTHING;
      this.#acts.lifted(null);
      this.#acts.edited(doing.grab.shape, doing.now, doing.grab.grip);
    }
  }

  /** Let go of what is underway as if it had not been begun. True if there was something. */
  cancel(): boolean {
    const { doing } = this;
    this.doing = NOTHING;
    if (doing.what === "editing") this.#acts.lifted(null);
    return doing.what === "drawing" || doing.what === "editing";
  }

  #dragged(from: Point, grab: Grab | null, at: Point): void {
    if (!this.#far(from, at)) return;
    if (grab !== null) {
      this.#acts.lifted(grab.shape);
      this.#edit(grab, from, at);
    } else if (this.#begin("drag", from, true) && this.doing.what === "drawing") {
      this.doing.draft.move(at);
    }
  }

  #begin(how: Drawing, at: Point, held: boolean): boolean {
    const kind = this.#acts.drawn();
    const extent = this.#acts.extent();
    if (kind === null || extent === null || !kind.drawings.includes(how)) return false;
    // Digits are for what is drawn next, not for what was selected before.
    this.#acts.select(null);
    this.doing = { what: "drawing", draft: kind.begin(how, at, extent), kind, held, from: at };
    return true;
  }

  #edit(grab: Grab, from: Point, at: Point): void {
    const extent = this.#acts.extent();
    if (extent === null) return;
    const { shape, grip } = grab;
    const delta = { x: at.x - from.x, y: at.y - from.y };
    const now = shape.kind.drag(shape.annotation.geometry, grip, delta, extent);
    this.doing = { what: "editing", grab, from, now };
  }

  #finish(draft: Draft, kind: ImageKind): void {
    this.doing = NOTHING;
    const shape = draft.shape();
    if (shape !== null) this.#acts.made(kind, shape);
  }

  #far(from: Point, at: Point): boolean {
    const { width, height } = spanning(from, at);
    return Math.hypot(width, height) * this.#acts.scale() >= CLICK;
  }
}
