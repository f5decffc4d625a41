import { beforeEach, describe, expect, test } from "vitest";
import type { Point } from "../../../src/geometry/rect";
import type { Drawing } from "../../../src/kinds/api";
import { KIND as BOX } from "../../../src/kinds/box";
import type { Geometry } from "../../../src/state/types";
import { Hand } from "../../../src/views/image/hand";
import type { Shape } from "../../../src/views/image/shapes";
import { Shapes } from "../../../src/views/image/shapes";
import { Styles } from "../../../src/views/styles";
import { annotationOf } from "./fake_desk";

const BUS = { x: 100, y: 100, width: 100, height: 80, angle: 0 };
const HUB = { x: 120, y: 120, width: 20, height: 20, angle: 0 };

let shapes: Shapes;
let selected: Shape | null;
let drawable: boolean;
let how: Drawing;
let done: { made?: Geometry; edited?: Geometry; grip?: string | null };
let hand: Hand;

beforeEach(() => {
  shapes = new Shapes(new Styles(), {} as never);
  shapes.load([
    annotationOf({ id: "bus", item: "s:a", geometry: BUS }),
    annotationOf({ id: "hub", item: "s:a", geometry: HUB }),
  ]);
  selected = null;
  drawable = true;
  how = "drag";
  done = {};
  hand = new Hand({
    drawn: () => (drawable ? BOX : null),
    how: () => how,
    extent: () => ({ width: 640, height: 480 }),
    scale: () => 1,
    grabbable: () => selected,
    under: (at) => shapes.at(at, 0)[0] ?? null,
    select: (shape) => {
      selected = shape;
    },
    made: (_, geometry) => {
      done.made = geometry;
    },
    lifted: () => undefined,
    edited: (_, geometry, grip) => {
      done.edited = geometry;
      done.grip = grip;
    },
  });
});

function drag(from: Point, to: Point, free = false): void {
  hand.press(from, free);
  hand.move({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
  hand.release(to);
}

function click(at: Point): void {
  hand.press(at, false);
  hand.release(at);
}

describe("with nothing selected", () => {
  test("a drag draws, also over an existing box", () => {
    drag({ x: 110, y: 110 }, { x: 160, y: 150 });
    expect(done.made).toEqual({ x: 110, y: 110, width: 50, height: 40, angle: 0 });
    expect(done.edited).toBeUndefined();
  });

  test("a click selects the smallest under it", () => {
    click({ x: 130, y: 130 });
    expect(selected?.annotation.id).toBe("hub");
  });

  test("a click never makes a box, even if the hand trembles", () => {
    drag({ x: 300, y: 300 }, { x: 302, y: 301 });
    expect(done.made).toBeUndefined();
  });

  test("a release outside the image ends at its edge", () => {
    drag({ x: 600, y: 400 }, { x: 5000, y: -100 });
    expect(done.made).toEqual({ x: 600, y: 0, width: 40, height: 400, angle: 0 });
  });

  test("where nothing can be drawn a drag does nothing", () => {
    drawable = false;
    drag({ x: 300, y: 300 }, { x: 400, y: 400 });
    expect(done.made).toBeUndefined();
  });
});

describe("with a box selected", () => {
  beforeEach(() => {
    selected = shapes.get("bus") ?? null;
  });

  test("a drag inside moves it", () => {
    drag({ x: 150, y: 110 }, { x: 160, y: 130 });
    expect(done).toEqual({ edited: { ...BUS, x: 110, y: 120 }, grip: null });
  });

  test("a drag of its corner resizes it", () => {
    drag({ x: 200, y: 180 }, { x: 220, y: 200 });
    expect(done).toEqual({ edited: { ...BUS, width: 120, height: 100 }, grip: "se" });
  });

  test("a drag outside draws, and unselects it", () => {
    drag({ x: 300, y: 300 }, { x: 350, y: 350 });
    expect(done.made).toBeDefined();
    expect(selected).toBeNull();
  });

  test("an Alt-drag draws even there", () => {
    drag({ x: 150, y: 110 }, { x: 180, y: 150 }, true);
    expect(done.made).toEqual({ x: 150, y: 110, width: 30, height: 40, angle: 0 });
  });

  test("a click beside everything unselects", () => {
    click({ x: 400, y: 400 });
    expect(selected).toBeNull();
  });

  test("a click on a smaller one inside selects that", () => {
    click({ x: 130, y: 130 });
    expect(selected?.annotation.id).toBe("hub");
  });

  test("cancelling puts it back", () => {
    hand.press({ x: 150, y: 110 }, false);
    hand.move({ x: 250, y: 210 });
    expect(hand.cancel()).toBe(true);
    hand.release({ x: 250, y: 210 });
    expect(done).toEqual({});
  });
});

describe("drawing by clicks", () => {
  beforeEach(() => {
    how = "clicks";
  });

  test("takes corner and corner", () => {
    click({ x: 300, y: 300 });
    hand.move({ x: 320, y: 330 });
    click({ x: 340, y: 360 });
    expect(done.made).toEqual({ x: 300, y: 300, width: 40, height: 60, angle: 0 });
  });

  test("takes a drag too", () => {
    drag({ x: 300, y: 300 }, { x: 340, y: 360 });
    expect(done.made).toEqual({ x: 300, y: 300, width: 40, height: 60, angle: 0 });
  });

  test("is given up by cancelling, once", () => {
    click({ x: 300, y: 300 });
    expect([hand.cancel(), hand.cancel()]).toEqual([true, false]);
    click({ x: 10, y: 10 });
    expect(done.made).toBeUndefined();
  });
});

test("drawing by extremes takes the four outermost points", () => {
  how = "extremes";
  for (const [x, y] of [
    [300, 320],
    [350, 300],
    [400, 330],
    [340, 390],
  ] as const) {
    expect(done.made).toBeUndefined();
    click({ x, y });
  }
  expect(done.made).toEqual({ x: 300, y: 300, width: 100, height: 90, angle: 0 });
});
