/** The layer of shapes: it follows the document, and paints again only what was touched. */
import { Raster } from "../../canvas/raster";
import type { Tags } from "../../canvas/tags";
import type { Touched } from "../../state/document";
import type { Annotation } from "../../state/types";
import type { Styles } from "../styles";
import { type Shape, Shapes } from "./shapes";

/** From so many on, loading all anew is quicker than one after the other. */
const MANY = 2000;

export class ShapeLayer {
  readonly shapes: Shapes;
  readonly raster: Raster<Shape>;
  #lifted: string | null = null;
  #invisible: ReadonlySet<string> = new Set();

  constructor(holder: HTMLElement, styles: Styles, tags: Tags) {
    this.shapes = new Shapes(styles, tags);
    this.raster = new Raster(holder, this.shapes);
  }

  load(annotations: readonly Annotation[]): void {
    this.shapes.load(annotations);
    this.raster.reset();
  }

  /** What one change did to the item in view. False: too much, load it all. */
  take({ before, after }: Pick<Touched, "before" | "after">): boolean {
    if (before.length + after.length > MANY) return false;
    const { few } = this.shapes;
    const standing = new Set(after.map(({ id }) => id));
    for (const { id } of before) {
      const gone = standing.has(id) ? undefined : this.shapes.remove(id);
      if (gone !== undefined) this.raster.changed(gone.bounds);
    }
    for (const annotation of after) this.#put(annotation);
    if (few !== this.shapes.few) this.raster.invalidate();
    return true;
  }

  /** Suggestions with a lower score are not shown. */
  set threshold(score: number) {
    this.shapes.threshold = score;
    this.raster.invalidate();
  }

  /** Taken off the others while it is in the hand: it is painted above them. */
  lift(id: string | null): void {
    if (id === this.#lifted) return;
    this.#lifted = id;
    this.#leaveOut();
  }

  /** Those hidden one by one in the list. */
  hide(ids: ReadonlySet<string>): void {
    this.#invisible = ids;
    this.#leaveOut();
  }

  #put(annotation: Annotation): void {
    const old = this.shapes.get(annotation.id);
    const shape = this.shapes.put(annotation);
    if (old !== undefined) this.raster.changed(old.bounds);
    if (shape === null) return;
    if (old === undefined && !this.shapes.unseen.has(annotation.id)) {
      this.raster.added(shape, shape.bounds);
    } else this.raster.changed(shape.bounds);
  }

  #leaveOut(): void {
    const before = this.shapes.unseen;
    const now = new Set(this.#invisible);
    if (this.#lifted !== null) now.add(this.#lifted);
    this.shapes.unseen = now;
    for (const id of new Set([...before, ...now])) {
      const shape = before.has(id) === now.has(id) ? undefined : this.shapes.get(id);
      if (shape !== undefined) this.raster.changed(shape.bounds);
    }
  }
}
