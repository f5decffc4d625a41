/** What the hand and the keys decided, turned into changes, and said. */

import type { Rect } from "../../geometry/rect";
import { imageKindNamed } from "../../kinds";
import type { Extent, ImageKind } from "../../kinds/api";
import type { Annotation, Geometry } from "../../state/types";
import type { Desk } from "../desk";
import * as sentences from "./sentences";
import type { Shape, Shapes } from "./shapes";

interface Copied {
  readonly from: string;
  readonly annotation: Annotation;
  readonly kind: ImageKind;
}

/** How far from its original a copy is put, in CSS pixels. */
const ASIDE = 14;

export class Editing {
  /** Drawn without a label: selected for its digit alone, and not in the way of the next press. */
  waiting: string | null = null;
  readonly #desk: Desk;
  readonly #shapes: Shapes;
  #copied: readonly Copied[] = [];

  constructor(desk: Desk, shapes: Shapes) {
    this.#desk = desk;
    this.#shapes = shapes;
  }

  /** What the next drawn shape will be: the active label's field, else the first that is drawn. */
  get next(): { field: string; label: string | null; kind: ImageKind } | null {
    const active = this.#desk.active.value;
    const kind = active === null ? undefined : imageKindNamed(active.field.kind);
    if (active !== null && kind !== undefined) {
      return { field: active.field.name, label: active.label.name, kind };
    }
    for (const field of this.#desk.editor.fields.value) {
      const first = imageKindNamed(field.kind);
      if (first !== undefined) return { field: field.name, label: null, kind: first };
    }
    return null;
  }

  get selected(): readonly Shape[] {
    return this.#desk.selected.value
      .map((id) => this.#shapes.get(id))
      .filter((shape) => shape !== undefined);
  }

  isLocked(id: string): boolean {
    return this.#desk.locked.value.has(id);
  }

  make(geometry: Geometry): void {
    const made = this.#create(this.next, geometry);
    if (made === null) return;
    if (made.label === null) {
      this.waiting = made.id;
      this.#desk.selected.value = [made.id];
    }
    this.#desk.say(sentences.added(made, this.#shapes.decided));
  }

  /** For the keyboard: made where one looks, and selected, so that the arrows move it. */
  makeCentred(seen: Rect, extent: Extent): boolean {
    const { next } = this;
    if (next === null) return false;
    const made = this.#create(next, next.kind.centred(seen, extent));
    if (made === null) return false;
    this.#desk.selected.value = [made.id];
    this.#desk.say(sentences.added(made, this.#shapes.decided));
    return true;
  }

  edit(shape: Shape, geometry: Geometry, resized: boolean): void {
    const { annotation } = shape;
    const before = annotation.geometry;
    if (Object.keys(geometry).every((name) => geometry[name] === before[name])) return;
    // Its label may have changed while it was dragged: patch what stands now.
    const current = this.#desk.editor.document.get(annotation.id) ?? annotation;
    this.#desk.editor.update([current], { geometry });
    this.#desk.say(resized ? sentences.resized(current) : sentences.moved(current));
  }

  select(shape: Shape | null): void {
    this.waiting = null;
    const ids = shape === null ? [] : [shape.annotation.id];
    if (ids.join() === this.#desk.selected.value.join()) return;
    this.#desk.selected.value = ids;
    if (shape !== null) this.#desk.say(sentences.chosen(shape.annotation));
  }

  copy(): void {
    const from = this.#desk.item.value;
    const { selected } = this;
    if (from === null || selected.length === 0) {
      this.#desk.say(sentences.nothingSelected);
      return;
    }
    this.#copied = selected.map(({ annotation, kind }) => ({ from, annotation, kind }));
    for (const { annotation } of selected) this.#desk.say(sentences.copied(annotation));
  }

  paste(extent: Extent, scale: number): void {
    if (this.#copied.length === 0) {
      this.#desk.say(sentences.nothingCopied);
      return;
    }
    this.#put(this.#copied, extent, scale, sentences.pasted);
    // Pasted again it goes a step further, not onto its own copy.
    const last = this.selected;
    const from = this.#desk.item.value;
    if (from !== null && last.length > 0) {
      this.#copied = last.map(({ annotation, kind }) => ({ from, annotation, kind }));
    }
  }

  duplicate(extent: Extent, scale: number): void {
    const from = this.#desk.item.value;
    const { selected } = this;
    if (from === null || selected.length === 0) {
      this.#desk.say(sentences.nothingSelected);
      return;
    }
    const copies = selected.map(({ annotation, kind }) => ({ from, annotation, kind }));
    this.#put(copies, extent, scale, sentences.duplicated);
  }

  #put(
    copies: readonly Copied[],
    extent: Extent,
    scale: number,
    said: (made: Annotation) => string,
  ): void {
    const made: Annotation[] = [];
    for (const { from, annotation, kind } of copies) {
      // On another image it belongs where it was: the object has hardly moved.
      const by = from === this.#desk.item.value ? Math.max(1, Math.round(ASIDE / scale)) : 0;
      const { field, label, geometry } = annotation;
      const placed = kind.drag(geometry, null, { x: by, y: by }, extent);
      const one = this.#create({ field, label, kind }, placed);
      if (one !== null) made.push(one);
    }
    this.#desk.selected.value = made.map(({ id }) => id);
    for (const one of made) this.#desk.say(said(one));
  }

  #create(what: Editing["next"], geometry: Geometry): Annotation | null {
    const item = this.#desk.item.value;
    if (item === null || what === null) return null;
    const { field, label, kind } = what;
    return this.#desk.editor.create(item, { field, kind: kind.name, label, geometry });
  }
}
