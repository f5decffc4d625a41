import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Geometry } from "../../../src/state/types";
import { Nudging } from "../../../src/views/image/nudging";
import { type Shape, Shapes } from "../../../src/views/image/shapes";
import { Styles } from "../../../src/views/styles";
import { annotationOf } from "./fake_desk";

const IMAGE = { width: 640, height: 480 };
const BUS = { x: 100, y: 100, width: 50, height: 40, angle: 0 };
let edits: Geometry[];
let nudging: Nudging;
let shape: Shape;

beforeEach(() => {
  vi.useFakeTimers();
  edits = [];
  nudging = new Nudging({ lifted: () => undefined, edited: (_, now) => edits.push(now) });
  const shapes = new Shapes(new Styles(), {} as never);
  shape = shapes.put(annotationOf({ id: "bus", item: "s:a", geometry: BUS })) as Shape;
});

afterEach(() => {
  vi.useRealTimers();
});

test("a key held down is one change", () => {
  for (let repeat = 0; repeat < 20; repeat += 1)
    nudging.step(shape, "ArrowRight", false, false, IMAGE);
  expect(edits).toEqual([]);
  nudging.finish();
  expect(edits).toEqual([{ ...BUS, x: 120 }]);
});

test("it becomes a change by itself when the release was never seen", () => {
  nudging.step(shape, "ArrowDown", true, false, IMAGE);
  vi.runAllTimers();
  expect(edits).toEqual([{ ...BUS, y: 110 }]);
});

test("moving and resizing are two changes", () => {
  nudging.step(shape, "ArrowLeft", false, false, IMAGE);
  nudging.step(shape, "ArrowLeft", false, true, IMAGE);
  nudging.finish();
  expect(edits).toEqual([
    { ...BUS, x: 99 },
    { ...BUS, width: 49 },
  ]);
});

test("at the edge of the image it stops", () => {
  for (let step = 0; step < 30; step += 1) nudging.step(shape, "ArrowUp", true, false, IMAGE);
  nudging.finish();
  expect(edits).toEqual([{ ...BUS, y: 0 }]);
});

test("other keys are none of its business", () => {
  expect(nudging.step(shape, "Enter", false, false, IMAGE)).toBe(false);
});
