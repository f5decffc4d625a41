/** The drawn annotations of the item in view: where they lie, which is hit, and how many are painted. */

import type { Brush, Scene } from "../../canvas/raster";
import { carries, TAG_HEIGHT, type Tags, tagAtPointer, tagPlace } from "../../canvas/tags";
import { rectToView } from "../../canvas/viewport";
import { inside, type Point, type Rect } from "../../geometry/rect";
import { type Bounded, ShapeIndex } from "../../geometry/shape_index";
import { imageKindNamed } from "../../kinds";
import type { ImageKind } from "../../kinds/api";
import type { Annotation } from "../../state/types";
import type { Style, Styles } from "../styles";

export interface Shape extends Bounded {
  readonly annotation: Annotation;
  readonly kind: ImageKind;
  readonly bounds: Rect;
  readonly area: number;
  readonly style: Style;
  /** Counts up as they come: later ones lie above. */
  readonly order: number;
}

/** Below this a halo would be all there is to see. */
const HALO_FROM = 6;

export class Shapes implements Scene<Shape> {
  readonly reach = { around: 3, above: TAG_HEIGHT };
  readonly #index = new ShapeIndex<Shape>();
  readonly #byId = new Map<string, Shape>();
  readonly #styles: Styles;
  readonly #tags: Tags;
  #unseen: ReadonlySet<string> = new Set();
  #order = 0;

  constructor(styles: Styles, tags: Tags) {
    this.#styles = styles;
    this.#tags = tags;
  }

  get size(): number {
    return this.#index.size;
  }

  get(id: string): Shape | undefined {
    return this.#byId.get(id);
  }

  /** Neither painted nor hit: hidden in the list, or lifted off to be edited. */
  set unseen(ids: ReadonlySet<string>) {
    this.#unseen = ids;
  }

  get unseen(): ReadonlySet<string> {
    return this.#unseen;
  }

  load(annotations: readonly Annotation[]): void {
    this.#index.clear();
    this.#byId.clear();
    const shapes: Shape[] = [];
    for (const annotation of annotations) {
      const shape = this.#shape(annotation);
      if (shape === null) continue;
      shapes.push(shape);
      this.#byId.set(annotation.id, shape);
    }
    this.#index.load(shapes);
  }

  put(annotation: Annotation): Shape | null {
    this.remove(annotation.id);
    const shape = this.#shape(annotation);
    if (shape === null) return null;
    this.#byId.set(annotation.id, shape);
    this.#index.add(shape);
    return shape;
  }

  remove(id: string): Shape | undefined {
    const shape = this.#byId.get(id);
    if (shape === undefined) return undefined;
    this.#byId.delete(id);
    this.#index.remove(shape);
    return shape;
  }

  within(rect: Rect): readonly Shape[] {
    const found = this.#index.within(rect);
    if (this.#unseen.size === 0) return found;
    return found.filter((shape) => !this.#unseen.has(shape.annotation.id));
  }

  /** What is under a point, smallest first. */
  at(point: Point, slop: number): Shape[] {
    return this.#index
      .near(point, slop)
      .filter(
        (shape) =>
          !this.#unseen.has(shape.annotation.id) &&
          shape.kind.contains(shape.annotation.geometry, point, slop),
      )
      .sort((a, b) => a.area - b.area);
  }

  paint(brush: Brush, shapes: readonly Shape[]): void {
    const groups = grouped(shapes);
    for (const [{ halo }, group] of groups) {
      const look = { color: halo, line: 4, fill: 0, dash: false };
      for (const shape of group) {
        if (Math.max(shape.bounds.width, shape.bounds.height) * brush.scale < HALO_FROM) continue;
        shape.kind.paint(brush, shape.annotation.geometry, look);
      }
    }
    for (const [{ color, fill, dash }, group] of groups) {
      const look = { color, line: 2, fill, dash };
      for (const shape of group) shape.kind.paint(brush, shape.annotation.geometry, look);
    }
    for (const shape of this.#tagged(brush, shapes)) this.paintTag(brush, shape);
  }

  /** The tag of one shape, also where its box is too small to carry it. */
  paintTag(brush: Brush, shape: Pick<Shape, "bounds" | "style">): void {
    const tag = this.#tags.of(shape.style.name, shape.style.color);
    const place = tagPlace(rectToView(brush, shape.bounds), tag, brush.top);
    brush.context.drawImage(tag.sprite, place.x, place.y, tag.width, tag.height);
  }

  /** What would be drawn here, beside the pointer; with one label only there is nothing to tell. */
  paintNext({ context }: Pick<Brush, "context">, at: Point, { name, color }: Style): void {
    if (this.#styles.alike) return;
    const tag = this.#tags.of(name, color);
    const place = tagAtPointer(at, tag);
    context.globalAlpha = 0.85;
    context.drawImage(tag.sprite, place.x, place.y, tag.width, tag.height);
    context.globalAlpha = 1;
  }

  /** Those big enough to carry their name, the latest last. */
  #tagged({ scale }: Brush, shapes: readonly Shape[]): Shape[] {
    const { alike } = this.#styles;
    const carrying = shapes.filter(({ annotation, bounds, style }) => {
      // Sixty times the only name there is hides the picture and tells nothing.
      if (alike && annotation.label !== null) return false;
      const size = { width: bounds.width * scale, height: bounds.height * scale };
      // Most are too small: do not even ask for the sprite.
      if (size.width < TAG_HEIGHT || size.height < TAG_HEIGHT) return false;
      return carries(size, this.#tags.of(style.name, style.color));
    });
    return carrying.sort((a, b) => a.order - b.order);
  }

  #shape(annotation: Annotation): Shape | null {
    const kind = imageKindNamed(annotation.kind);
    if (kind === undefined) return null;
    const bounds = kind.bounds(annotation.geometry);
    return {
      annotation,
      kind,
      bounds,
      area: kind.area(annotation.geometry),
      style: this.#styles.of(annotation),
      order: this.#order++,
      minX: bounds.x,
      minY: bounds.y,
      maxX: bounds.x + bounds.width,
      maxY: bounds.y + bounds.height,
    };
  }
}

/** By label, for changing the colour is what costs; in the same order wherever one looks. */
function grouped(shapes: readonly Shape[]): [Style, Shape[]][] {
  const groups = new Map<Style, Shape[]>();
  for (const shape of shapes) {
    const group = groups.get(shape.style);
    if (group === undefined) groups.set(shape.style, [shape]);
    else group.push(shape);
  }
  return [...groups].sort(([a], [b]) => a.rank - b.rank);
}

/** The grips that can be told apart at this size: of two too close, the first stays. */
export function gripsShown(
  shape: Pick<Shape, "kind">,
  geometry: Annotation["geometry"],
  scale: number,
) {
  const shown: { name: string; at: Point; cursor: string }[] = [];
  for (const grip of shape.kind.grips(geometry)) {
    const room = shown.every(
      (other) => Math.hypot(other.at.x - grip.at.x, other.at.y - grip.at.y) * scale >= 14,
    );
    if (room) shown.push(grip);
  }
  return shown;
}

/** The grip under a point, if any; in a tiny shape the grips leave room to move it by. */
export function gripAt(
  shape: Pick<Shape, "kind" | "bounds" | "annotation">,
  at: Point,
  scale: number,
) {
  const { width, height } = shape.bounds;
  const within = inside(shape.bounds, at);
  const reach = within ? Math.min(9, Math.max(3, (Math.min(width, height) * scale) / 3)) : 9;
  let best: { name: string; cursor: string } | null = null;
  let nearest = reach / scale;
  for (const grip of gripsShown(shape, shape.annotation.geometry, scale)) {
    const away = Math.hypot(grip.at.x - at.x, grip.at.y - at.y);
    if (away > nearest) continue;
    nearest = away;
    best = grip;
  }
  return best;
}
