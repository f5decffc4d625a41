// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { followPointers, type Reach } from "../../src/views/pointers";

let canvas: HTMLCanvasElement;
let calls: string[];
let fullScreen: boolean;

beforeEach(() => {
  canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setPointerCapture = () => undefined;
  document.body.replaceChildren(canvas);
  calls = [];
  fullScreen = false;
  const note =
    (name: string) =>
    (...rest: unknown[]) =>
      void calls.push([name, ...rest.map((value) => JSON.stringify(value))].join(" "));
  const reach: Reach = {
    wheelZooms: () => fullScreen,
    press: note("press"),
    move: note("move"),
    release: note("release"),
    cancel: note("cancel"),
    left: note("left"),
    pan: note("pan"),
    zoom: note("zoom"),
    panning: note("panning"),
  };
  followPointers(canvas, reach, new AbortController().signal);
});

function pointer(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const settings = {
    clientX: x,
    clientY: y,
    pointerId: 1,
    pointerType: "mouse",
    button: 0,
    ...more,
  };
  canvas.dispatchEvent(new PointerEvent(type, { cancelable: true, ...settings }));
}

function wheel(more: MouseEventInit): boolean {
  // happy-dom's WheelEvent knows no keys.
  const event = new MouseEvent("wheel", { cancelable: true, ...more });
  return canvas.dispatchEvent(Object.assign(event, { deltaY: -100, deltaMode: 0 }));
}

test("a press gives the canvas the focus and draws", () => {
  pointer("pointerdown", 10, 20);
  pointer("pointermove", 30, 40, { altKey: true });
  pointer("pointerup", 30, 40);
  expect(document.activeElement).toBe(canvas);
  expect(calls).toEqual([
    'press {"x":10,"y":20} false',
    'move {"x":30,"y":40} true',
    'release {"x":30,"y":40}',
  ]);
});

test("a pen draws as a mouse does", () => {
  pointer("pointerdown", 10, 20, { pointerType: "pen", pointerId: 7 });
  pointer("pointerup", 30, 40, { pointerType: "pen", pointerId: 7 });
  expect(calls).toEqual(['press {"x":10,"y":20} false', 'release {"x":30,"y":40}']);
});

test("the middle button pans", () => {
  pointer("pointerdown", 10, 10, { button: 1 });
  pointer("pointermove", 15, 30, { button: -1 });
  pointer("pointerup", 15, 30, { button: 1 });
  expect(calls).toEqual(['panning "yes"', 'pan {"x":5,"y":20}', 'panning "no"']);
});

test("with Space held a drag pans", () => {
  canvas.dispatchEvent(new KeyboardEvent("keydown", { code: "Space" }));
  pointer("pointerdown", 10, 10);
  pointer("pointermove", 12, 10);
  expect(calls).toEqual(['panning "ready"', 'panning "yes"', 'pan {"x":2,"y":0}']);
});

test("the right button is the browser's", () => {
  pointer("pointerdown", 10, 10, { button: 2 });
  expect(calls).toEqual([]);
});

describe("the wheel", () => {
  test("scrolls the page", () => {
    expect(wheel({})).toBe(true);
    expect(calls).toEqual([]);
  });

  test("zooms about the pointer with Ctrl or Command, or in full screen", () => {
    expect(wheel({ ctrlKey: true, clientX: 5, clientY: 6 })).toBe(false);
    wheel({ metaKey: true });
    fullScreen = true;
    wheel({});
    expect(calls).toHaveLength(3);
    expect(calls[0]).toMatch(/^zoom 1\.3\d* {"x":5,"y":6}$/);
  });
});

describe("two fingers", () => {
  const touch = (pointerId: number) => ({ pointerType: "touch", pointerId });

  test("pan and zoom, and what the first had begun is given up", () => {
    pointer("pointerdown", 100, 100, touch(1));
    pointer("pointerdown", 200, 100, touch(2));
    pointer("pointermove", 300, 100, touch(2));
    expect(calls).toEqual([
      'press {"x":100,"y":100} false',
      "cancel",
      'pan {"x":50,"y":0}',
      'zoom 2 {"x":200,"y":100}',
    ]);
  });

  test("never draw, also while they are lifted one after the other", () => {
    pointer("pointerdown", 100, 100, touch(1));
    pointer("pointerdown", 200, 100, touch(2));
    pointer("pointerup", 200, 100, touch(2));
    pointer("pointerup", 100, 100, touch(1));
    expect(calls.filter((call) => call.startsWith("release"))).toEqual([]);
  });
});

test("a pointer that is taken away gives up what was begun", () => {
  pointer("pointerdown", 10, 10);
  pointer("pointercancel", 10, 10);
  expect(calls.at(-1)).toBe("cancel");
});
