/** Moving, resizing and clamping upright rectangles inside an extent. */
import { clamp, type Point, type Rect, spanning } from "./rect";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** No shape may vanish: the kernel refuses a box without an area. */
export const SMALLEST = 1;

/** A hundredth of a pixel is finer than any pointer, and keeps the numbers readable. */
export function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

export function held(at: Point, extent: Size): Point {
  return { x: clamp(at.x, 0, extent.width), y: clamp(at.y, 0, extent.height) };
}

/** The part of a rectangle that lies inside; null if nothing does. */
export function clipped(rect: Rect, extent: Size): Rect | null {
  const part = spanning(
    held(rect, extent),
    held({ x: rect.x + rect.width, y: rect.y + rect.height }, extent),
  );
  return part.width > 0 && part.height > 0 ? part : null;
}

/** The same size, elsewhere: it stops at the edges instead of losing a part. */
export function moved(rect: Rect, delta: Point, extent: Size): Rect {
  return {
    x: clamp(rect.x + delta.x, 0, extent.width - rect.width),
    y: clamp(rect.y + delta.y, 0, extent.height - rect.height),
    width: rect.width,
    height: rect.height,
  };
}

/**
 * Drag the edges named by compass letters ("n", "se"); the others stay. Past the opposite edge
 * the rectangle turns over, as in every drawing program.
 */
export function resized(rect: Rect, edges: string, delta: Point, extent: Size): Rect {
  const across = side(
    rect.x,
    rect.width,
    delta.x,
    edges.includes("w"),
    edges.includes("e"),
    extent.width,
  );
  const down = side(
    rect.y,
    rect.height,
    delta.y,
    edges.includes("n"),
    edges.includes("s"),
    extent.height,
  );
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

function side(
  start: number,
  length: number,
  by: number,
  low: boolean,
  high: boolean,
  limit: number,
) {
  if (!low && !high) return { start, length };
  const still = low ? start + length : start;
  const dragged = clamp((low ? start : start + length) + by, 0, limit);
  const span = Math.abs(dragged - still);
  if (span >= SMALLEST) return { start: Math.min(dragged, still), length: span };
  // Too thin: keep the edge that stands still, and stay on the side the hand came from.
  const before = low ? still - SMALLEST : still;
  return { start: clamp(before, 0, limit - SMALLEST), length: Math.min(SMALLEST, limit) };
}
