/** Where one looks: the viewport of the item in view, remembered per item. */
import {
  allowed,
  CLOSEST,
  clamped,
  fitted,
  panned,
  recentred,
  rectToItem,
  revealing,
  type Size,
  type Viewport,
  zoomed,
} from "../../canvas/viewport";
import { clamp, meet, type Point, type Rect } from "../../geometry/rect";
import type { ItemKey } from "../../state/types";

export class Camera {
  viewport: Viewport = { scale: 1, left: 0, top: 0 };
  item: Size | null = null;
  #view: Size = { width: 1, height: 1 };
  /** It shows the whole item, and goes on doing so when the view changes its size. */
  #fits = true;
  #key: ItemKey | null = null;
  readonly #remembered = new Map<ItemKey, Viewport>();
  readonly #moved: (viewport: Viewport) => void;

  readonly #closest: number;

  constructor(moved: (viewport: Viewport) => void, closest = CLOSEST) {
    this.#moved = moved;
    this.#closest = closest;
  }

  /** Look at an item: where one left off, else all of it. */
  open(key: ItemKey, item: Size): void {
    this.#key = key;
    this.item = item;
    const before = this.#remembered.get(key);
    if (before === undefined) this.fit();
    else {
      this.#fits = false;
      this.#set(clamped(before, item, this.#view));
    }
  }

  close(): void {
    this.#key = null;
    this.item = null;
  }

  resize(before: Size, after: Size): void {
    this.#view = after;
    if (this.item === null) return;
    if (this.#fits || before.width === 0) this.fit();
    else this.#move(recentred(this.viewport, before, after));
  }

  fit(): void {
    if (this.item === null) return;
    this.#fits = true;
    if (this.#key !== null) this.#remembered.delete(this.#key);
    this.#set(fitted(this.item, this.#view));
  }

  zoom(factor: number, about: Point): void {
    if (this.item === null) return;
    const by = allowed(this.viewport, factor, this.item, this.#view, this.#closest);
    if (by !== 1) this.#move(zoomed(this.viewport, by, about));
  }

  pan(by: Point): void {
    this.#move(panned(this.viewport, by));
  }

  /** Bring a rectangle of the item into view: all of it, or only if nothing of it is seen. */
  reveal(target: Rect, how: "whole" | "touch"): void {
    if (this.item === null || (how === "touch" && meet(target, this.seen))) return;
    const shown = revealing(this.viewport, target, this.item, this.#view);
    if (shown !== this.viewport) this.#move(shown);
  }

  get middle(): Point {
    return { x: this.#view.width / 2, y: this.#view.height / 2 };
  }

  /** The part of the item that is in view. */
  get seen(): Rect {
    const { width = 0, height = 0 } = this.item ?? {};
    const { x, y, ...size } = rectToItem(this.viewport, { x: 0, y: 0, ...this.#view });
    const left = clamp(x, 0, width);
    const top = clamp(y, 0, height);
    return {
      x: left,
      y: top,
      width: clamp(x + size.width, 0, width) - left,
      height: clamp(y + size.height, 0, height) - top,
    };
  }

  #move(viewport: Viewport): void {
    if (this.item === null) return;
    this.#fits = false;
    const next = clamped(viewport, this.item, this.#view);
    if (this.#key !== null) this.#remembered.set(this.#key, next);
    this.#set(next);
  }

  #set(viewport: Viewport): void {
    this.viewport = viewport;
    this.#moved(viewport);
  }
}
