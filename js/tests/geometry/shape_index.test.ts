import fc from "fast-check";
import { expect, test } from "vitest";
import { meet, type Rect } from "../../src/geometry/rect";
import { type Bounded, ShapeIndex } from "../../src/geometry/shape_index";

interface Shape extends Bounded {
  readonly rect: Rect;
}

const numbers = fc.integer({ min: 0, max: 100 });
const rects = fc.record({ x: numbers, y: numbers, width: numbers, height: numbers });

function shapeOf(rect: Rect): Shape {
  const { x, y, width, height } = rect;
  return { rect, minX: x, minY: y, maxX: x + width, maxY: y + height };
}

test("it finds exactly the shapes that meet a rectangle, whatever was added and removed", () => {
  fc.assert(
    fc.property(fc.array(rects), fc.array(rects), rects, (loaded, added, where) => {
      const index = new ShapeIndex<Shape>();
      const shapes = loaded.map(shapeOf);
      index.load(shapes);
      for (const rect of added) {
        const shape = shapeOf(rect);
        index.add(shape);
        shapes.push(shape);
      }
      const gone = shapes.splice(0, shapes.length >> 1);
      for (const shape of gone) index.remove(shape);
      expect(index.size).toBe(shapes.length);
      const found = new Set(index.within(where));
      expect(found).toEqual(new Set(shapes.filter(({ rect }) => meet(rect, where))));
    }),
  );
});

test("near a point it reaches as far as the slop", () => {
  const index = new ShapeIndex<Shape>();
  index.add(shapeOf({ x: 10, y: 10, width: 5, height: 5 }));
  expect(index.near({ x: 8, y: 12 }, 1)).toHaveLength(0);
  expect(index.near({ x: 8, y: 12 }, 2)).toHaveLength(1);
});
