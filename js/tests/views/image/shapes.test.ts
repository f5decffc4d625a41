import { expect, test } from "vitest";
import { gripAt, gripsShown, Shapes } from "../../../src/views/image/shapes";
import { Styles } from "../../../src/views/styles";
import { annotationOf, boxField, label } from "./fake_desk";

function shapesOf(...boxes: [id: string, x: number, y: number, width: number, height: number][]) {
  const shapes = new Shapes(new Styles(), {} as never);
  shapes.load(
    boxes.map(([id, x, y, width, height]) =>
      annotationOf({ id, item: "s:a", geometry: { x, y, width, height, angle: 0 } }),
    ),
  );
  return shapes;
}

function ids(found: ReturnType<Shapes["at"]>): string[] {
  return found.map(({ annotation }) => annotation.id);
}

test("the smallest is hit first, whenever it was made", () => {
  const shapes = shapesOf(
    ["small", 10, 10, 5, 5],
    ["large", 0, 0, 100, 100],
    ["middle", 5, 5, 20, 20],
  );
  expect(ids(shapes.at({ x: 12, y: 12 }, 0))).toEqual(["small", "middle", "large"]);
});

test("what is hidden is neither hit nor painted", () => {
  const shapes = shapesOf(["seen", 0, 0, 10, 10], ["hidden", 0, 0, 10, 10]);
  shapes.unseen = new Set(["hidden"]);
  expect(ids(shapes.at({ x: 5, y: 5 }, 0))).toEqual(["seen"]);
  expect(shapes.within({ x: 0, y: 0, width: 20, height: 20 })).toHaveLength(1);
});

test("a changed shape is found where it is now, and only there", () => {
  const shapes = shapesOf(["bus", 0, 0, 10, 10]);
  shapes.put(
    annotationOf({
      id: "bus",
      item: "s:a",
      geometry: { x: 50, y: 50, width: 10, height: 10, angle: 0 },
    }),
  );
  expect(ids(shapes.at({ x: 5, y: 5 }, 0))).toEqual([]);
  expect(ids(shapes.at({ x: 55, y: 55 }, 0))).toEqual(["bus"]);
  expect(shapes.size).toBe(1);
});

test("classes are no shapes", () => {
  const shapes = new Shapes(new Styles(), {} as never);
  shapes.load([
    annotationOf({ id: "c", item: "s:a", kind: "class", field: "class", geometry: {} }),
  ]);
  expect(shapes.size).toBe(0);
});

test("grips too close to tell apart are left out, the corners last", () => {
  const shape = shapesOf(["bus", 0, 0, 20, 20]).get("bus");
  if (shape === undefined) throw new Error("no shape");
  const names = (scale: number) =>
    gripsShown(shape, shape.annotation.geometry, scale).map(({ name }) => name);
  expect(names(4)).toHaveLength(8);
  expect(names(1)).toEqual(["nw", "se", "ne", "sw"]);
  expect(names(0.5)).toEqual(["nw", "se"]);
});

test("a tiny box can still be taken by its middle", () => {
  const shape = shapesOf(["bus", 100, 100, 12, 12]).get("bus");
  if (shape === undefined) throw new Error("no shape");
  expect(gripAt(shape, { x: 106, y: 106 }, 1)).toBeNull();
  expect(gripAt(shape, { x: 113, y: 113 }, 1)?.name).toBe("se");
});

test("labels that are no longer declared, and shapes without one, still have a look", () => {
  const styles = new Styles();
  styles.use([boxField(label("bus", "#0072B2"))], "#f57c00");
  expect(styles.of({ field: "box", label: "bus" }).color).toBe("#0072B2");
  expect(styles.of({ field: "box", label: null })).toMatchObject({ color: "#f57c00", name: "?" });
  expect(styles.of({ field: "box", label: "tram" }).name).toBe("tram");
});
