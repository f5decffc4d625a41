/** Boxes: upright rectangles in pixels of the upright image. */
import { clipped, held, hundredth, moved, resized } from "../geometry/box_edit";
import { clamp, inside, type Point, type Rect, spanning } from "../geometry/rect";
import type { Draft, Drawing, Extent, Grip, ImageKind, Look, Pen } from "./api";

/** `angle` is kept for rotated boxes and is 0 today. */
export type BoxShape = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
};

const CORNERS = ["nw", "se", "ne", "sw"] as const;
const MIDDLES = ["n", "e", "s", "w"] as const;

export const KIND: ImageKind<BoxShape> = {
  name: "box",
  medium: "image",
  drawings: ["drag", "clicks", "extremes"],

  bounds: (shape) => shape,
  area: (shape) => shape.width * shape.height,
  contains: (shape, at, slop) => inside(shape, at, slop),

  paint(pen: Pen, shape: BoxShape, look: Look): void {
    const { context, scale } = pen;
    // Whole pixels keep the lines crisp; the shape itself is not rounded.
    const left = Math.round(shape.x * scale + pen.left);
    const top = Math.round(shape.y * scale + pen.top);
    const width = Math.max(1, Math.round((shape.x + shape.width) * scale + pen.left) - left);
    const height = Math.max(1, Math.round((shape.y + shape.height) * scale + pen.top) - top);
    if (look.fill > 0) {
      context.globalAlpha = look.fill;
      context.fillStyle = look.color;
      context.fillRect(left, top, width, height);
      context.globalAlpha = 1;
    }
    if (look.line > 0) {
      context.strokeStyle = look.color;
      context.lineWidth = look.line;
      if (look.dash) context.setLineDash([5, 4]);
      context.strokeRect(left, top, width, height);
      if (look.dash) context.setLineDash([]);
    }
  },

  grips: (shape) => [...CORNERS, ...MIDDLES].map((name) => gripOf(shape, name)),

  drag(shape, grip, delta, extent) {
    if (grip !== null) return made(resized(shape, grip, delta, extent), shape.angle);
    const rect = moved(shape, delta, extent);
    // Pasted from a larger image it may not fit even so.
    return made(clipped(rect, extent) ?? rect, shape.angle);
  },

  stretch: (shape, delta, extent) => made(resized(shape, "se", delta, extent), shape.angle),

  begin(how: Drawing, at: Point, extent: Extent): Draft<BoxShape> {
    return how === "extremes" ? new ExtremesDraft(at, extent) : new CornersDraft(at, extent);
  },

  centred(view: Rect, extent: Extent): BoxShape {
    const seen = clipped(view, extent) ?? { x: 0, y: 0, ...extent };
    const width = clamp(seen.width / 4, 1, extent.width);
    const height = clamp(seen.height / 4, 1, extent.height);
    const centre = { x: seen.x + (seen.width - width) / 2, y: seen.y + (seen.height - height) / 2 };
    // Whole pixels: what is moved by arrows a pixel at a time should stand on them.
    return made(
      {
        x: Math.floor(centre.x),
        y: Math.floor(centre.y),
        width: Math.max(1, Math.floor(width)),
        height: Math.max(1, Math.floor(height)),
      },
      0,
    );
  },
};

function gripOf(shape: BoxShape, name: string): Grip {
  const x = name.includes("w") ? 0 : name.includes("e") ? 1 : 0.5;
  const y = name.includes("n") ? 0 : name.includes("s") ? 1 : 0.5;
  return {
    name,
    at: { x: shape.x + shape.width * x, y: shape.y + shape.height * y },
    cursor: `${name}-resize`,
  };
}

function made(rect: Rect, angle: number): BoxShape {
  const x = hundredth(rect.x);
  const y = hundredth(rect.y);
  // Rounding the far edge, not the length: it must not reach over the image's edge.
  const width = hundredth(hundredth(rect.x + rect.width) - x);
  const height = hundredth(hundredth(rect.y + rect.height) - y);
  return { x, y, width, height, angle };
}

function withArea(rect: Rect): BoxShape | null {
  const shape = made(rect, 0);
  return shape.width > 0 && shape.height > 0 ? shape : null;
}

/** From one corner to the opposite one: by dragging, or by two clicks. */
class CornersDraft implements Draft<BoxShape> {
  readonly points: Point[];
  readonly #extent: Extent;
  #at: Point;

  constructor(at: Point, extent: Extent) {
    this.#extent = extent;
    this.#at = held(at, extent);
    this.points = [this.#at];
  }

  move(at: Point): void {
    this.#at = held(at, this.#extent);
  }

  press(at: Point): boolean {
    this.move(at);
    return this.shape() !== null;
  }

  shape(): BoxShape | null {
    return withArea(spanning(this.points[0] ?? this.#at, this.#at));
  }
}

/** Through the object's four extreme points, in any order (Papadopoulos et al., 2017). */
class ExtremesDraft implements Draft<BoxShape> {
  readonly points: Point[];
  readonly #extent: Extent;

  constructor(at: Point, extent: Extent) {
    this.#extent = extent;
    this.points = [held(at, extent)];
  }

  move(): void {
    // Between clicks nothing grows: the pointer wanders from one extreme to the next.
  }

  press(at: Point): boolean {
    if (this.points.length < 4) this.points.push(held(at, this.#extent));
    if (this.points.length < 4) return false;
    if (this.shape() !== null) return true;
    // Four points on one line: let the last one be placed again.
    this.points.pop();
    return false;
  }

  shape(): BoxShape | null {
    const xs = this.points.map((point) => point.x);
    const ys = this.points.map((point) => point.y);
    return withArea(
      spanning(
        { x: Math.min(...xs), y: Math.min(...ys) },
        { x: Math.max(...xs), y: Math.max(...ys) },
      ),
    );
  }
}
