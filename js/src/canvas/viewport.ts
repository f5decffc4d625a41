/** Where the item lies in the view: item pixels ↔ CSS pixels. Pure; every change is a new value. */
import { clamp, type Point, type Rect } from "../geometry/rect";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Viewport {
  /** CSS pixels per item pixel. */
  readonly scale: number;
  /** Where the item's origin stands in the view, in CSS pixels. */
  readonly left: number;
  readonly top: number;
}

/** Room around a fitted item, so that a box can be begun outside and end exactly at the edge. */
export const PADDING = 12;
export const CLOSEST = 48;
/** A small item is enlarged so far, or until it is so large: a digit of 8 × 8 pixels must be read. */
const ENLARGED = 8;
const READABLE = 320;

export function toView(viewport: Viewport, at: Point): Point {
  return { x: at.x * viewport.scale + viewport.left, y: at.y * viewport.scale + viewport.top };
}

export function toItem(viewport: Viewport, at: Point): Point {
  return {
    x: (at.x - viewport.left) / viewport.scale,
    y: (at.y - viewport.top) / viewport.scale,
  };
}

export function rectToView(viewport: Viewport, rect: Rect): Rect {
  return {
    ...toView(viewport, rect),
    width: rect.width * viewport.scale,
    height: rect.height * viewport.scale,
  };
}

export function rectToItem(viewport: Viewport, rect: Rect): Rect {
  return {
    ...toItem(viewport, rect),
    width: rect.width / viewport.scale,
    height: rect.height / viewport.scale,
  };
}

/** The whole item, as large as it goes; a small one is enlarged, but not without end. */
export function fitted(item: Size, view: Size): Viewport {
  const scale = Math.min(
    Math.max(view.width - 2 * PADDING, 1) / Math.max(item.width, 1),
    Math.max(view.height - 2 * PADDING, 1) / Math.max(item.height, 1),
    Math.max(ENLARGED, READABLE / Math.max(item.width, item.height, 1)),
  );
  return {
    scale,
    left: Math.round((view.width - item.width * scale) / 2),
    top: Math.round((view.height - item.height * scale) / 2),
  };
}

/** Zoom by a factor; what is under `about` (view pixels) stays there. */
export function zoomed(viewport: Viewport, factor: number, about: Point): Viewport {
  return {
    scale: viewport.scale * factor,
    left: about.x - (about.x - viewport.left) * factor,
    top: about.y - (about.y - viewport.top) * factor,
  };
}

export function panned(viewport: Viewport, by: Point): Viewport {
  return { scale: viewport.scale, left: viewport.left + by.x, top: viewport.top + by.y };
}

/** The factor that zooming may go by, so that the scale stays within sensible bounds. */
export function allowed(
  viewport: Viewport,
  factor: number,
  item: Size,
  view: Size,
  closest = CLOSEST,
): number {
  const fit = fitted(item, view).scale;
  const least = Math.min(fit, 1) / 2;
  const most = Math.max(closest, fit);
  return clamp(viewport.scale * factor, least, most) / viewport.scale;
}

/** The item cannot be lost: a small one is centred, a large one keeps covering the view. */
export function clamped(viewport: Viewport, item: Size, view: Size): Viewport {
  return {
    scale: viewport.scale,
    left: along(viewport.left, item.width * viewport.scale, view.width),
    top: along(viewport.top, item.height * viewport.scale, view.height),
  };
}

function along(start: number, length: number, room: number): number {
  if (length <= room - 2 * PADDING) return Math.round((room - length) / 2);
  return clamp(start, room - PADDING - length, PADDING);
}

/** The nearest viewport that shows all of `target` (item pixels) with some room around it. */
export function revealing(viewport: Viewport, target: Rect, item: Size, view: Size): Viewport {
  const room = 24;
  const seen = rectToView(viewport, target);
  const visible =
    seen.x >= 0 &&
    seen.y >= 0 &&
    seen.x + seen.width <= view.width &&
    seen.y + seen.height <= view.height;
  if (visible) return viewport;
  const shrink = Math.min(
    1,
    Math.max(view.width - 2 * room, 1) / Math.max(seen.width, 1e-9),
    Math.max(view.height - 2 * room, 1) / Math.max(seen.height, 1e-9),
  );
  const scale = viewport.scale * shrink;
  return clamped(
    {
      scale,
      left: Math.round(view.width / 2 - (target.x + target.width / 2) * scale),
      top: Math.round(view.height / 2 - (target.y + target.height / 2) * scale),
    },
    item,
    view,
  );
}

/** The same place of the item in the middle after the view has changed its size. */
export function recentred(viewport: Viewport, before: Size, after: Size): Viewport {
  return panned(viewport, {
    x: Math.round((after.width - before.width) / 2),
    y: Math.round((after.height - before.height) / 2),
  });
}

export function alike(a: Viewport, b: Viewport): boolean {
  return a.scale === b.scale && a.left === b.left && a.top === b.top;
}
