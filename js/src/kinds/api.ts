/**
 * What a kind of annotation must be able to do on a canvas. One file per kind, `KIND` its export;
 * `index.ts` finds them. The twin of `nblabel/kinds/_kind.py`.
 *
 * Geometry is in the item's own units (pixels of the upright image). Kinds never touch the DOM,
 * the wire or the document: they answer questions and paint.
 */
import type { Point, Rect } from "../geometry/rect";
import type { Geometry } from "../state/types";

/** How one annotation is to look just now. Sizes are in CSS pixels. */
export interface Look {
  readonly color: string;
  readonly line: number;
  readonly fill: number;
  readonly dash: boolean;
}

/** A 2d context in CSS pixels of the view, and how item units become those. */
export interface Pen {
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** A part of a shape that can be grabbed. `name` is the kind's own; `cursor` is CSS. */
export interface Grip {
  readonly name: string;
  readonly at: Point;
  readonly cursor: string;
}

/** The size of the item: shapes stay inside it. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** A shape being drawn. A press or a move feeds it; it says when it is whole. */
export interface Draft<G extends Geometry = Geometry> {
  /** The pointer is here, button down or not. */
  move(at: Point): void;
  /** One click of a drawing by clicks. True when the shape is whole. */
  press(at: Point): boolean;
  /** The shape so far; null while it has no area. */
  shape(): G | null;
  /** Points clicked so far, for the painter. */
  readonly points: readonly Point[];
}

export type Drawing = "drag" | "clicks" | "extremes";

export interface ImageKind<G extends Geometry = Geometry> {
  readonly name: string;
  readonly medium: "image";
  bounds(shape: G): Rect;
  /** Smallest is hit first. */
  area(shape: G): number;
  /** Whether the point is in or on the shape; `slop` in item units. */
  contains(shape: G, at: Point, slop: number): boolean;
  /** Paint outline and fill. Must be quick: it is called for tens of thousands. */
  paint(pen: Pen, shape: G, look: Look): void;
  grips(shape: G): readonly Grip[];
  /** Drag a grip (or, with `null`, the whole) by `delta` from where it was. */
  drag(shape: G, grip: string | null, delta: Point, extent: Extent): G;
  /** Resize from the keyboard. */
  stretch(shape: G, delta: Point, extent: Extent): G;
  /** Start drawing at a point in one of the ways this kind knows. */
  readonly drawings: readonly Drawing[];
  begin(how: Drawing, at: Point, extent: Extent): Draft<G>;
  /** A shape for the keyboard: in the middle of what is in view. */
  centred(view: Rect, extent: Extent): G;
}

/** A kind that is marked in a text. Offsets are code points, end exclusive. */
export interface TextKind<G extends Geometry = Geometry> {
  readonly name: string;
  readonly medium: "text";
  range(shape: G): { readonly start: number; readonly end: number };
  made(start: number, end: number, text: string): G;
  /** What of the text it stands for, to be read in the list. */
  quote(shape: G): string;
}

/** A kind without a place: chosen, not drawn. */
export interface ChosenKind {
  readonly name: string;
  readonly medium: "any";
}

export type Kind = ImageKind | TextKind | ChosenKind;
