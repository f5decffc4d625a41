/** The drawn annotations of the item in view: where they lie, which is hit, and how many are painted. */

import type { Brush, Scene } from "../../canvas/raster";
import { carries, TAG_HEIGHT, type Tags, tagAtPointer, tagPlace } from "../../canvas/tags";
import { rectToView } from "../../canvas/viewport";
import { inside, type Point, type Rect } from "../../geometry/rect";
import { type Bounded, ShapeIndex } from "../../geometry/shape_index";
import { imageKindNamed } from "../../kinds";
import type { ImageKind } from "../../kinds/api";
import { isDecided, isOpen } from "../../state/suggestions";
import type { Annotation } from "../../state/types";
import { shortScore } from "../../words";
import type { Style, Styles } from "../styles";

export interface Shape extends Bounded {
  readonly annotation: Annotation;
  readonly kind: ImageKind;
  readonly bounds: Rect;
  readonly area: number;
  readonly style: Style;
  /** What its tag says. */
  readonly tag: string;
  /** Counts up as they come: later ones lie above. */
  readonly order: number;
}

/** Dashes are dear: up to so many suggestions have them. */
const FEW = 200;

/** Below this a halo would be all there is to see. */
const HALO_FROM = 6;

export class Shapes implements Scene<Shape> {
  readonly reach = { around: 3, above: TAG_HEIGHT };
  readonly #index = new ShapeIndex<Shape>();
  readonly #byId = new Map<string, Shape>();
  readonly #styles: Styles;
  readonly #tags: Tags;
  #unseen: ReadonlySet<string> = new Set();
  #threshold = 0;
  /** How many suggestions there are, and whether few of them are shown; null: to be found out. */
  #open = 0;
  #few: boolean | null = null;
  #order = 0;

  constructor(styles: Styles, tags: Tags) {
    this.#styles = styles;
    this.#tags = tags;
  }

  get size(): number {
    return this.#index.size;
  }

  /** How many of them are no suggestions. */
  get decided(): number {
    return this.#index.size - this.#open;
  }

  /** Suggestions with a lower score are neither painted nor hit. */
  set threshold(score: number) {
    this.#threshold = score;
    this.#few = null;
  }

  /** Whether there are so few suggestions that they can be dashed. */
  get few(): boolean {
    if (this.#open <= FEW) return true;
    this.#few ??= !this.#exceeds(FEW);
    return this.#few;
  }

  /** Whether more suggestions than this are shown. */
  #exceeds(limit: number): boolean {
    let shown = 0;
    for (const shape of this.#byId.values()) {
      if (!shape.style.open || !this.#isSeen(shape)) continue;
      shown += 1;
      if (shown > limit) return true;
    }
    return false;
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
    this.#open = 0;
    this.#few = null;
    const shapes: Shape[] = [];
    for (const annotation of annotations) {
      const shape = this.#shape(annotation);
      if (shape === null) continue;
      shapes.push(shape);
      this.#count(shape, 1);
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
    this.#count(shape, 1);
    return shape;
  }

  remove(id: string): Shape | undefined {
    const shape = this.#byId.get(id);
    if (shape === undefined) return undefined;
    this.#byId.delete(id);
    this.#index.remove(shape);
    this.#count(shape, -1);
    return shape;
  }

  within(rect: Rect): readonly Shape[] {
    const found = this.#index.within(rect);
    if (this.#unseen.size === 0 && (this.#threshold === 0 || this.#open === 0)) return found;
    return found.filter((shape) => this.#isSeen(shape));
  }

  #isSeen({ annotation: { id, score }, style }: Shape): boolean {
    if (this.#unseen.has(id)) return false;
    return !style.open || score === null || score >= this.#threshold;
  }

  #count({ style }: Shape, by: number): void {
    if (!style.open) return;
    this.#open += by;
    this.#few = null;
  }

  /** What is under a point, smallest first. */
  at(point: Point, slop: number): Shape[] {
    return this.#index
      .near(point, slop)
      .filter(
        (shape) =>
          this.#isSeen(shape) && shape.kind.contains(shape.annotation.geometry, point, slop),
      )
      .sort((a, b) => a.area - b.area);
  }

  paint(brush: Brush, shapes: readonly Shape[]): void {
    const groups = grouped(shapes);
    const { few } = this;
    for (const [{ halo, line }, group] of groups) {
      const look = { color: halo, line: line + 2, fill: 0, dash: false };
      for (const shape of group) {
        if (Math.max(shape.bounds.width, shape.bounds.height) * brush.scale < HALO_FROM) continue;
        shape.kind.paint(brush, shape.annotation.geometry, look);
      }
    }
    for (const [{ color, line, fill, dash, open }, group] of groups) {
      const look = { color, line, fill, dash: dash || (open && few) };
      for (const shape of group) shape.kind.paint(brush, shape.annotation.geometry, look);
    }
    for (const shape of this.#tagged(brush, shapes)) this.paintTag(brush, shape);
  }

  /** The tag of one shape, also where its box is too small to carry it. */
  paintTag(
    brush: Brush,
    { bounds, style, tag: text }: Pick<Shape, "bounds" | "style" | "tag">,
  ): void {
    const tag = this.#tags.of(text, style.color, style.open);
    const place = tagPlace(rectToView(brush, bounds), tag, brush.top);
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
    const carrying = shapes.filter(({ annotation, bounds, style, tag }) => {
      // Sixty times the only name there is hides the picture and tells nothing.
      if (alike && annotation.label !== null && !style.open) return false;
      const size = { width: bounds.width * scale, height: bounds.height * scale };
      // Most are too small: do not even ask for the sprite.
      if (size.width < TAG_HEIGHT || size.height < TAG_HEIGHT) return false;
      return tag !== "" && carries(size, this.#tags.of(tag, style.color, style.open));
    });
    return carrying.sort((a, b) => a.order - b.order);
  }

  /** Its label and score; with one label only the score will do. */
  #suggested({ score }: Annotation, { name }: Style): string {
    const said = shortScore(score);
    return this.#styles.alike && said !== "" ? said : `${name} ${said}`.trim();
  }

  #shape(annotation: Annotation): Shape | null {
    const kind = imageKindNamed(annotation.kind);
    if (kind === undefined || !(isDecided(annotation) || isOpen(annotation))) return null;
    const bounds = kind.bounds(annotation.geometry);
    const style = this.#styles.ofAny(annotation);
    return {
      annotation,
      kind,
      bounds,
      area: kind.area(annotation.geometry),
      style,
      tag: style.open ? this.#suggested(annotation, style) : style.name,
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
