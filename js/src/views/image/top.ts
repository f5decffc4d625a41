/** The top layer: all that moves with the hand. It is painted whole with each frame, so it stays small. */
import type { Brush } from "../../canvas/raster";
import { TAG_HEIGHT } from "../../canvas/tags";
import type { Theme } from "../../canvas/theme";
import { rectToView, type Size, toView, type Viewport } from "../../canvas/viewport";
import type { Point } from "../../geometry/rect";
import type { Look } from "../../kinds/api";
import type { Geometry } from "../../state/types";
import type { Style } from "../styles";
import type { Doing } from "./hand";
import * as sentences from "./sentences";
import { gripsShown, type Shape, type Shapes } from "./shapes";

export interface Top {
  readonly context: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly view: Size;
  readonly viewport: Viewport;
  readonly shapes: Shapes;
  readonly theme: Theme;
  readonly doing: Doing;
  /** How what is being drawn will look. */
  readonly style: Style;
  readonly selected: readonly { shape: Shape; now: Geometry; grips: boolean }[];
  readonly hovered: Shape | null;
  /** The suggestion that accepting and rejecting act on. */
  readonly cursor: Shape | null;
  /** Where to paint the cross-hair, in view pixels; null: none. */
  readonly cross: Point | null;
}

const GRIP = 4.5;

export function paintTop(top: Top): void {
  const { context, ratio, view, viewport } = top;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  const pen: Brush = { context, ...viewport };
  if (top.cursor !== null) paintCursor(top, pen, top.cursor);
  if (top.hovered !== null) paintHovered(top, pen, top.hovered);
  for (const { shape, now, grips } of top.selected) paintSelected(top, pen, shape, now, grips);
  if (top.cross !== null) paintCross(context, top.cross, view);
  if (top.cross !== null && isFree(top)) top.shapes.paintNext(pen, top.cross, top.style);
  if (top.doing.what === "drawing") paintDraft(top, pen, top.doing);
  else if (top.doing.what === "editing" && top.doing.grab.grip !== null) {
    paintSize(top, top.doing.grab.shape.kind.bounds(top.doing.now));
  }
}

/** Nothing underway, selected or pointed at: the next press can only draw. */
function isFree({ doing, selected, hovered }: Top): boolean {
  return doing.what === "nothing" && selected.length === 0 && hovered === null;
}

/** Told from the selection by its dashes, and by having no grips: a press here draws. */
function paintCursor(top: Top, pen: Brush, shape: Shape): void {
  const { geometry } = shape.annotation;
  shape.kind.paint(pen, geometry, line("rgba(0, 0, 0, 0.7)", 6));
  shape.kind.paint(pen, geometry, line("#ffffff", 4));
  shape.kind.paint(pen, geometry, { ...line(shape.style.color, 2.5), fill: 0.1, dash: true });
  if (shape.tag !== "") top.shapes.paintTag(pen, shape);
}

function paintHovered(top: Top, pen: Brush, shape: Shape): void {
  const { geometry } = shape.annotation;
  shape.kind.paint(pen, geometry, line(shape.style.halo, 5));
  shape.kind.paint(pen, geometry, { ...line(shape.style.color, 3), fill: 0.08 });
  top.shapes.paintTag(pen, shape);
}

function paintSelected(top: Top, pen: Brush, shape: Shape, now: Geometry, grips: boolean): void {
  const { context } = top;
  const bounds = shape.kind.bounds(now);
  // A white ring in a dark one, whatever the label's colour: nothing else looks like that.
  shape.kind.paint(pen, now, line("rgba(0, 0, 0, 0.75)", 7));
  shape.kind.paint(pen, now, line("#ffffff", 5));
  shape.kind.paint(pen, now, { ...line(shape.style.color, 2.5), fill: 0.16 });
  top.shapes.paintTag(pen, { bounds, style: shape.style, tag: shape.tag });
  if (!grips) return;
  for (const grip of gripsShown(shape, now, pen.scale)) {
    const at = toView(top.viewport, grip.at);
    context.beginPath();
    context.arc(Math.round(at.x), Math.round(at.y), GRIP, 0, 2 * Math.PI);
    context.fillStyle = "#ffffff";
    context.strokeStyle = "rgba(0, 0, 0, 0.75)";
    context.lineWidth = 3.5;
    context.stroke();
    context.fill();
    context.strokeStyle = shape.style.color;
    context.lineWidth = 1.5;
    context.stroke();
  }
}

function paintDraft(top: Top, pen: Brush, doing: Extract<Doing, { what: "drawing" }>): void {
  const { context, style } = top;
  const { draft, kind } = doing;
  const shape = draft.shape();
  if (shape !== null) {
    kind.paint(pen, shape, line(style.halo, 4));
    kind.paint(pen, shape, { ...line(style.color, 2), fill: style.fill });
    paintSize(top, kind.bounds(shape));
  }
  if (doing.held && shape !== null) return;
  for (const point of draft.points) {
    const at = toView(top.viewport, point);
    context.beginPath();
    context.arc(at.x, at.y, 3.5, 0, 2 * Math.PI);
    context.fillStyle = style.color;
    context.strokeStyle = style.halo;
    context.lineWidth = 2;
    context.stroke();
    context.fill();
  }
}

/** The live size in item pixels, under the far corner. */
function paintSize(
  top: Top,
  bounds: { x: number; y: number; width: number; height: number },
): void {
  const { context, view, theme } = top;
  const seen = rectToView(top.viewport, bounds);
  const text = sentences.size(bounds.width, bounds.height);
  context.font = `11px ${theme.font}`;
  const width = Math.ceil(context.measureText(text).width) + 10;
  const x = Math.min(Math.max(seen.x + seen.width - width, 4), view.width - width - 4);
  const y = Math.min(seen.y + seen.height + 6, view.height - TAG_HEIGHT - 4);
  context.fillStyle = "rgba(0, 0, 0, 0.75)";
  context.beginPath();
  context.roundRect(Math.round(x), Math.round(y), width, TAG_HEIGHT, 3);
  context.fill();
  context.fillStyle = "#ffffff";
  context.textBaseline = "middle";
  context.fillText(text, Math.round(x) + 5, Math.round(y) + TAG_HEIGHT / 2 + 0.5);
}

function paintCross(context: CanvasRenderingContext2D, at: Point, view: Size): void {
  const x = Math.round(at.x);
  const y = Math.round(at.y);
  const gap = 10;
  // Dark beside light: seen on any picture.
  for (const [color, by] of [
    ["rgba(0, 0, 0, 0.35)", 1],
    ["rgba(255, 255, 255, 0.8)", 0],
  ] as const) {
    context.fillStyle = color;
    context.fillRect(0, y + by, x - gap, 1);
    context.fillRect(x + gap, y + by, view.width - x - gap, 1);
    context.fillRect(x + by, 0, 1, y - gap);
    context.fillRect(x + by, y + gap, 1, view.height - y - gap);
  }
}

function line(color: string, width: number): Look {
  return { color, line: width, fill: 0, dash: false };
}
