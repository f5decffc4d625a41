/**
 * The raster against a canvas of coarse cells that remembers which shapes were painted on it:
 * whatever was added, removed, panned and zoomed, in the end it shows what painting all anew would.
 */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Brush, Raster, type Scene } from "../../src/canvas/raster";
import { rectToView, type Viewport } from "../../src/canvas/viewport";
import { inside, meet, type Rect } from "../../src/geometry/rect";

const CELL = 10;
/** Where in a cell it is looked at: a place no edge falls on, or the last digit of a float would decide. */
const PROBE = CELL * (Math.SQRT2 - 1);
const VIEW = { width: 400, height: 300 };

class Cells {
  readonly style: { visibility?: string; transform?: string } = {};
  width = 0;
  height = 0;
  className = "";
  readonly painted = new Map<string, Set<Rect>>();
  #clip: Rect | null = null;

  getContext() {
    return this;
  }
  save() {}
  restore() {
    this.#clip = null;
  }
  setTransform() {}
  beginPath() {}
  rect(x: number, y: number, width: number, height: number) {
    this.#clip = { x, y, width, height };
  }
  clip() {}
  getImageData() {}
  clearRect(x: number, y: number, width: number, height: number) {
    this.each({ x, y, width, height }, (cell) => this.painted.delete(cell));
  }
  mark(where: Rect, shape: Rect) {
    this.each(where, (cell) => {
      const shapes = this.painted.get(cell) ?? new Set();
      this.painted.set(cell, shapes.add(shape));
    });
  }
  each(rect: Rect, act: (cell: string) => void) {
    for (let x = PROBE; x < this.width; x += CELL) {
      for (let y = PROBE; y < this.height; y += CELL) {
        const at = { x, y };
        if (inside(rect, at) && (this.#clip === null || inside(this.#clip, at))) act(`${x} ${y}`);
      }
    }
  }
}

class Boxes implements Scene<Rect> {
  readonly reach = { around: 0, above: 0 };
  readonly all = new Set<Rect>();
  get size() {
    return this.all.size;
  }
  within(rect: Rect) {
    return [...this.all].filter((shape) => meet(shape, rect));
  }
  paint(brush: Brush, shapes: readonly Rect[]) {
    const cells = brush.context as unknown as Cells;
    for (const shape of shapes) cells.mark(rectToView(brush, shape), shape);
  }
}

let sheets: Cells[] = [];

beforeEach(() => {
  sheets = [];
  vi.stubGlobal("document", {
    createElement: () => {
      const made = new Cells();
      sheets.push(made);
      return made;
    },
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const holder = { style: {}, append: () => undefined } as unknown as HTMLElement;

function settle(raster: Raster<Rect>, viewport: Viewport): void {
  let now = performance.now() + 1000;
  for (let frame = 0; raster.show(viewport, now); frame += 1) {
    if (frame > 10_000) throw new Error("the raster does not come to rest");
    now += 1000;
  }
}

/** What is seen in the view, by cell, without empty cells. */
function shown(): Map<string, Set<Rect>> {
  const front = sheets.find(({ style }) => style.visibility !== "hidden");
  const [scale, , , , left = 0, top = 0] = (front?.style.transform ?? "")
    .replace(/^matrix\(|\)$/g, "")
    .split(", ")
    .map(Number);
  expect(scale).toBe(1);
  const seen = new Map<string, Set<Rect>>();
  for (const [cell, shapes] of front?.painted ?? []) {
    const [x = 0, y = 0] = cell.split(" ").map(Number);
    const at = { x: x + left, y: y + top };
    if (shapes.size > 0 && inside({ x: 0, y: 0, ...VIEW }, at)) seen.set(`${at.x} ${at.y}`, shapes);
  }
  return seen;
}

const places = fc.record({
  x: fc.integer({ min: 0, max: 900 }),
  y: fc.integer({ min: 0, max: 700 }),
  width: fc.integer({ min: 5, max: 90 }),
  height: fc.integer({ min: 5, max: 90 }),
});
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("add" as const), rect: places }),
    fc.record({ do: fc.constant("remove" as const), nth: fc.nat(1000) }),
    fc.record({
      do: fc.constant("pan" as const),
      x: fc.integer({ min: -30, max: 30 }).map((cells) => cells * CELL),
    }),
    fc.record({ do: fc.constant("zoom" as const), by: fc.constantFrom(0.5, 0.8, 1.25, 2) }),
    fc.record({ do: fc.constant("frame" as const) }),
  ),
  { maxLength: 12 },
);

test.each([
  ["few shapes, painted at once", 20],
  ["many shapes, painted in slices", 700],
])("after any steps it shows what painting all anew would: %s", (_, count) => {
  const scenes = fc.array(places, { minLength: count, maxLength: count });
  fc.assert(
    fc.property(scenes, steps, (rects, todo) => {
      sheets = [];
      const boxes = new Boxes();
      for (const rect of rects) boxes.all.add(rect);
      const raster = new Raster(holder, boxes);
      raster.resize(VIEW, 1);
      let viewport = { scale: 0.8, left: 0, top: 0 };
      let now = performance.now();
      for (const step of todo) {
        if (step.do === "add") {
          boxes.all.add(step.rect);
          raster.added(step.rect, step.rect);
        } else if (step.do === "remove") {
          const gone = [...boxes.all][step.nth % Math.max(boxes.size, 1)];
          if (gone === undefined) continue;
          boxes.all.delete(gone);
          raster.changed(gone);
        } else if (step.do === "pan") viewport = { ...viewport, left: viewport.left + step.x };
        else if (step.do === "zoom") viewport = { ...viewport, scale: viewport.scale * step.by };
        now += 16;
        raster.show(viewport, now);
      }
      settle(raster, viewport);
      const before = shown();
      raster.reset();
      settle(raster, viewport);
      expect(before).toEqual(shown());
    }),
    // Making 700 shapes fewer, one by one, would take minutes and tell no more.
    { numRuns: count > 100 ? 10 : 30, endOnFailure: count > 100 },
  );
});

test("a view that moves off the next sheet while that is being painted gets one of its own", () => {
  const boxes = new Boxes();
  for (let n = 0; n < 700; n += 1) {
    boxes.all.add({ x: (n % 35) * 40, y: Math.floor(n / 35) * 20, width: 30, height: 15 });
  }
  // Each look at the clock takes longer than a slice: one tile a frame.
  let clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (clock += 10));
  const raster = new Raster(holder, boxes);
  raster.resize(VIEW, 1);
  const start = { scale: 1, left: 0, top: 0 };
  settle(raster, start);
  raster.show({ ...start, left: -400 }, 2000);
  const there = { ...start, left: -800 };
  raster.show(there, 2016);
  settle(raster, there);
  const before = shown();
  raster.reset();
  settle(raster, there);
  expect(before).toEqual(shown());
});

test("a shape that changes where it lies is painted again once, and nothing beyond it", () => {
  const boxes = new Boxes();
  for (let n = 0; n < 700; n += 1) {
    boxes.all.add({ x: (n % 35) * 40, y: Math.floor(n / 35) * 20, width: 30, height: 15 });
  }
  const raster = new Raster(holder, boxes);
  raster.resize(VIEW, 1);
  const view = { scale: 1, left: 0, top: 0 };
  settle(raster, view);
  const paint = vi.spyOn(boxes, "paint");
  const changed = { x: 80, y: 40, width: 30, height: 15 };
  // What was there and what is there now, as a decision tells it.
  raster.changed(changed);
  raster.changed(changed);
  settle(raster, view);
  expect(paint.mock.calls.map(([, shapes]) => shapes)).toEqual([[changed]]);
});
