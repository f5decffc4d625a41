/**
 * Tens of thousands of shapes, without painting them all again for each frame.
 *
 * Problem: 50,000 boxes with fills take a quarter of a second to paint; a frame has 16 ms.
 * Idea: they are painted once onto a *sheet* somewhat larger than the view. Panning and zooming move
 * and scale that sheet with a CSS transform, which the compositor does. When the hand rests, or the
 * view leaves the sheet, a second sheet is painted sharp in slices of a few milliseconds and takes
 * its place. What changes is painted onto the sheet as it stands: something new on top, anything
 * else by painting the tiles it touches again.
 * Few shapes take no such detour: they are painted sharp at once, every time.
 */
import { grown, type Rect } from "../geometry/rect";
import { contextOf } from "./surface";
import { quartered, tiled, touched } from "./tiles";
import { rectToItem, rectToView, type Size, type Viewport } from "./viewport";

/** A 2d context in CSS pixels, and how item units become those. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Scene<T> {
  /** How many shapes there are. */
  readonly size: number;
  within(rect: Rect): readonly T[];
  paint(brush: Brush, shapes: readonly T[]): void;
  /** How far paint reaches beyond a shape's bounds, in CSS pixels: lines, and tags above. */
  readonly reach: { readonly around: number; readonly above: number };
}

/** So many are painted at once, within a frame that has other things to do too. */
const AT_ONCE = 500;
const PER_TILE = 400;
const SLICE = 6;
const REST = 120;
/** Past this many separate repairs a fresh sheet is cheaper. */
const REPAIRS = 400;
const PIXELS = 6_000_000;

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** How item units became CSS pixels of the sheet when it was painted. */
  viewport: Viewport;
  /** Tiles that are out of date, in device pixels. */
  queue: Rect[];
}

export class Raster<T> {
  readonly #holder: HTMLElement;
  readonly #scene: Scene<T>;
  #front: Sheet;
  #back: Sheet;
  #painting = false;
  #fresh = true;
  #viewport: Viewport = { scale: 1, left: 0, top: 0 };
  #view: Size = { width: 1, height: 1 };
  #ratio = 1;
  #margin: Size = { width: 0, height: 0 };
  #movedAt = 0;
  #sharp = false;

  constructor(holder: HTMLElement, scene: Scene<T>) {
    this.#holder = holder;
    this.#scene = scene;
    this.#front = sheet();
    this.#back = sheet();
    this.#back.canvas.style.visibility = "hidden";
    holder.append(this.#back.canvas, this.#front.canvas);
  }

  /** Whether everything that is seen is up to date. */
  get settled(): boolean {
    return this.#sharp && !this.#painting && this.#front.queue.length === 0;
  }

  resize(view: Size, ratio: number): void {
    const pixels = view.width * view.height * ratio * ratio;
    const factor = Math.min(1.5, Math.max(1.1, Math.sqrt(PIXELS / Math.max(pixels, 1))));
    this.#view = view;
    this.#ratio = ratio;
    // Whole CSS pixels, so that a sheet at rest lies on the screen's own grid.
    this.#margin = {
      width: Math.ceil((view.width * (factor - 1)) / 2),
      height: Math.ceil((view.height * (factor - 1)) / 2),
    };
    const { width, height } = this.#sheetSize();
    for (const { canvas } of [this.#front, this.#back]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.reset();
  }

  /** Another item: nothing of what is painted can stay. */
  reset(): void {
    this.#fresh = true;
  }

  /** Everything looks different now; what is there stays until the new sheet is ready. */
  invalidate(): void {
    this.#sharp = false;
    this.#painting = false;
    this.#movedAt = 0;
  }

  /** A shape that came on top of all others. */
  added(shape: T, bounds: Rect): void {
    for (const paper of this.#papers()) {
      if (this.#dirtied(paper, bounds) === null) continue;
      paper.context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
      this.#scene.paint(brush(paper), [shape]);
    }
  }

  /** What lies in this rectangle (item units) has changed. */
  changed(bounds: Rect): void {
    for (const paper of this.#papers()) {
      const tile = this.#dirtied(paper, bounds);
      // What is decided on or labelled stays where it is: its place is painted once, not twice.
      if (tile === null || paper.queue.some((waiting) => holds(waiting, tile))) continue;
      if (paper.queue.length > REPAIRS && paper === this.#front) this.invalidate();
      else paper.queue.push(...tiled(tile));
    }
  }

  /** Bring the sheet to where the view is now. True while there is more to do in later frames. */
  show(viewport: Viewport, now: number): boolean {
    const before = this.#viewport;
    if (viewport !== before) {
      this.#viewport = viewport;
      this.#movedAt = now;
    }
    if (this.#fresh) {
      this.#fresh = false;
      this.#painting = false;
      this.#begin(this.#front);
      this.#sharp = true;
      if (this.#scene.size <= AT_ONCE) this.#work(this.#front, Number.POSITIVE_INFINITY);
    }
    const still = this.#still();
    if (!still) this.#sharp = false;
    const away = !this.#covers();
    if (!this.#sharp || away) this.#sharpen(now, away);
    const until = performance.now() + SLICE;
    this.#work(this.#front, until);
    if (this.#painting) this.#advance(until);
    this.#place();
    return !this.settled;
  }

  #sharpen(now: number, away: boolean): void {
    if (this.#painting) return;
    if (this.#scene.size <= AT_ONCE) {
      this.#begin(this.#front);
      this.#work(this.#front, Number.POSITIVE_INFINITY);
      this.#sharp = true;
      return;
    }
    if (!away && now - this.#movedAt < REST) return;
    this.#begin(this.#back);
    this.#painting = true;
  }

  #advance(until: number): void {
    this.#work(this.#back, until);
    if (this.#back.queue.length > 0) return;
    [this.#front, this.#back] = [this.#back, this.#front];
    this.#front.canvas.style.visibility = "";
    this.#back.canvas.style.visibility = "hidden";
    this.#back.queue = [];
    this.#painting = false;
    // The view may have moved on while this was painted, even off the new sheet.
    this.#sharp = this.#still() && this.#covers();
  }

  #begin(paper: Sheet): void {
    const { width, height } = this.#margin;
    const { scale, left, top } = this.#viewport;
    paper.viewport = { scale, left: left + width, top: top + height };
    paper.context.setTransform(1, 0, 0, 1, 0, 0);
    paper.context.clearRect(0, 0, paper.canvas.width, paper.canvas.height);
    const all = this.#dirtied(
      paper,
      rectToItem(paper.viewport, { x: 0, y: 0, ...this.#sheetSize() }),
    );
    // What is in the view first: the last of the queue is painted first.
    const middle = { x: paper.canvas.width / 2, y: paper.canvas.height / 2 };
    const far = (tile: Rect) =>
      Math.hypot(tile.x + tile.width / 2 - middle.x, tile.y + tile.height / 2 - middle.y);
    paper.queue = all === null ? [] : tiled(all).sort((a, b) => far(b) - far(a));
  }

  #work(paper: Sheet, until: number): void {
    while (paper.queue.length > 0) {
      const tile = paper.queue.pop() as Rect;
      const shapes = this.#reaching(paper, tile);
      const quarters = shapes.length > PER_TILE ? quartered(tile) : null;
      if (quarters !== null && until !== Number.POSITIVE_INFINITY) {
        paper.queue.push(...quarters);
        continue;
      }
      this.#paintTile(paper, tile, shapes);
      if (performance.now() >= until) return;
    }
  }

  #paintTile(paper: Sheet, tile: Rect, shapes: readonly T[]): void {
    const { context } = paper;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(tile.x, tile.y, tile.width, tile.height);
    context.clip();
    context.clearRect(tile.x, tile.y, tile.width, tile.height);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    if (shapes.length > 0) this.#scene.paint(brush(paper), shapes);
    context.restore();
    // The browser only notes down what is drawn and paints at the frame's end; reading a pixel makes
    // it paint now, so that the slice is measured, not guessed.
    if (shapes.length > 0) context.getImageData(tile.x, tile.y, 1, 1);
  }

  #reaching(paper: Sheet, tile: Rect): readonly T[] {
    const { around, above } = this.#scene.reach;
    const css = {
      x: tile.x / this.#ratio,
      y: tile.y / this.#ratio,
      width: tile.width / this.#ratio,
      height: tile.height / this.#ratio + above,
    };
    return this.#scene.within(rectToItem(paper.viewport, grown(css, around)));
  }

  #dirtied(paper: Sheet, bounds: Rect): Rect | null {
    const { around, above } = this.#scene.reach;
    const seen = grown(rectToView(paper.viewport, bounds), around + 1);
    const withTag = { ...seen, y: seen.y - above, height: seen.height + above };
    return touched(withTag, this.#ratio, paper.canvas);
  }

  #papers(): Sheet[] {
    if (this.#fresh) return [];
    return this.#painting ? [this.#front, this.#back] : [this.#front];
  }

  #place(): void {
    const paper = this.#front;
    const k = this.#viewport.scale / paper.viewport.scale;
    const x = this.#viewport.left - paper.viewport.left * k;
    const y = this.#viewport.top - paper.viewport.top * k;
    const transform = `matrix(${k}, 0, 0, ${k}, ${x}, ${y})`;
    if (paper.canvas.style.transform !== transform) paper.canvas.style.transform = transform;
  }

  /** Whether the sheet lies on the screen's grid just as it was painted. */
  #still(): boolean {
    const { scale, left, top } = this.#front.viewport;
    return (
      this.#viewport.scale === scale &&
      Number.isInteger(hundredths(this.#viewport.left - left)) &&
      Number.isInteger(hundredths(this.#viewport.top - top))
    );
  }

  #covers(): boolean {
    const item = this.#viewport;
    const paper = this.#front.viewport;
    const k = item.scale / paper.scale;
    const left = item.left - paper.left * k;
    const top = item.top - paper.top * k;
    const { width, height } = this.#sheetSize();
    return (
      left <= 0 &&
      top <= 0 &&
      left + width * k >= this.#view.width &&
      top + height * k >= this.#view.height
    );
  }

  #sheetSize(): Size {
    return {
      width: this.#view.width + 2 * this.#margin.width,
      height: this.#view.height + 2 * this.#margin.height,
    };
  }

  get hidden(): boolean {
    return this.#holder.style.display === "none";
  }

  set hidden(hidden: boolean) {
    this.#holder.style.display = hidden ? "none" : "";
  }
}

function sheet(): Sheet {
  const canvas = document.createElement("canvas");
  canvas.className = "nbl-sheet";
  const context = contextOf(canvas, { willReadFrequently: true });
  return { canvas, context, viewport: { scale: 1, left: 0, top: 0 }, queue: [] };
}

function holds(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function brush(paper: Sheet): Brush {
  return { context: paper.context, ...paper.viewport };
}

/** Sums of floats that should be whole, freed of their last digits. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
