import { beforeEach, expect, test } from "vitest";
import { toItem } from "../../../src/canvas/viewport";
import { Camera } from "../../../src/views/image/camera";

const VIEW = { width: 800, height: 600 };
const NONE = { width: 0, height: 0 };
const PHOTO = { width: 4000, height: 3000 };
let camera: Camera;

beforeEach(() => {
  camera = new Camera(() => undefined);
  camera.resize(NONE, VIEW);
  camera.open("s:a", PHOTO);
});

test("a new item is shown whole", () => {
  expect(camera.seen).toEqual({ x: 0, y: 0, ...PHOTO });
});

test("coming back to an item finds it as it was left", () => {
  camera.zoom(5, { x: 100, y: 100 });
  const left = camera.viewport;
  camera.open("s:b", PHOTO);
  expect(camera.viewport).not.toEqual(left);
  camera.open("s:a", PHOTO);
  expect(camera.viewport).toEqual(left);
});

test("fitting forgets where one was", () => {
  camera.zoom(5, { x: 100, y: 100 });
  camera.fit();
  camera.open("s:b", PHOTO);
  camera.open("s:a", PHOTO);
  expect(camera.seen).toEqual({ x: 0, y: 0, ...PHOTO });
});

test("a whole item stays whole when the view changes its size", () => {
  camera.resize(VIEW, { width: 400, height: 500 });
  expect(camera.seen).toEqual({ x: 0, y: 0, ...PHOTO });
});

test("zoomed in, the middle stays in the middle when the view changes its size", () => {
  camera.zoom(8, camera.middle);
  const before = toItem(camera.viewport, camera.middle);
  camera.resize(VIEW, { width: 600, height: 400 });
  const after = toItem(camera.viewport, camera.middle);
  expect(after.x).toBeCloseTo(before.x, 6);
  expect(after.y).toBeCloseTo(before.y, 6);
});

test("revealing moves only when nothing of it is seen, or all of it is asked for", () => {
  camera.zoom(8, { x: 0, y: 0 });
  const before = camera.viewport;
  const { x, y, width, height } = camera.seen;
  const half = { x: x + width - 10, y: y + height - 10, width: 20, height: 20 };
  camera.reveal(half, "touch");
  expect(camera.viewport).toEqual(before);
  camera.reveal(half, "whole");
  expect(camera.viewport).not.toEqual(before);
});
