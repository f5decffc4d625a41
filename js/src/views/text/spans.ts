/** The spans of the text in view: where they lie in it, on which level each is underlined. */
import { levelsOf } from "../../geometry/levels";
import { type Bounded, ShapeIndex } from "../../geometry/shape_index";
import type { TextOffsets } from "../../geometry/text_offsets";
import type { Range } from "../../geometry/text_segments";
import { textKindNamed } from "../../kinds";
import { isDecided, isOpen } from "../../state/suggestions";
import type { Annotation } from "../../state/types";
import { shortScore } from "../../words";
import type { Style, Styles } from "../styles";

export interface Span extends Bounded, Range {
  readonly annotation: Annotation;
  readonly style: Style;
  /** What its tag says. */
  readonly name: string;
}

export class Spans {
  readonly #styles: Styles;
  readonly #index = new ShapeIndex<Span>();
  readonly #byId = new Map<string, Span>();
  #levels: Map<string, number> | null = null;
  unseen: ReadonlySet<string> = new Set();
  /** Suggestions with a lower score are not shown. */
  threshold = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  get size(): number {
    return this.#index.size;
  }

  /** How many of them are no suggestions. */
  get decided(): number {
    return [...this.#byId.values()].reduce((sum, { style }) => sum + (style.open ? 0 : 1), 0);
  }

  get(id: string): Span | undefined {
    return this.#byId.get(id);
  }

  load(annotations: readonly Annotation[], offsets: TextOffsets | null): void {
    this.#index.clear();
    this.#byId.clear();
    this.#levels = null;
    if (offsets === null) return;
    const spans = annotations.map((each) => this.#span(each, offsets)).filter((each) => !!each);
    for (const span of spans) this.#byId.set(span.annotation.id, span);
    this.#index.load(spans);
  }

  put(annotation: Annotation, offsets: TextOffsets): void {
    this.remove(annotation.id);
    const span = this.#span(annotation, offsets);
    if (span === null) return;
    this.#byId.set(annotation.id, span);
    this.#index.add(span);
  }

  remove(id: string): void {
    const span = this.#byId.get(id);
    if (span === undefined) return;
    this.#byId.delete(id);
    this.#index.remove(span);
    this.#levels = null;
  }

  /** Those that share a unit with this range. */
  meeting({ start, end }: Range): Span[] {
    return this.#index
      .within({ x: start, y: 0, width: end - start, height: 0 })
      .filter((each) => each.start < end && each.end > start);
  }

  /** The same, shortest first, without those hidden in the list. */
  within(range: Range): Span[] {
    return this.meeting(range)
      .filter((span) => this.#isSeen(span))
      .sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  #isSeen({ annotation: { id, score }, style }: Span): boolean {
    if (this.unseen.has(id)) return false;
    return !style.open || score === null || score >= this.threshold;
  }

  levelOf({ annotation }: Span): number {
    if (this.#levels === null) {
      const spans = [...this.#byId.values()];
      const levels = levelsOf(spans);
      this.#levels = new Map(spans.map((each, at) => [each.annotation.id, levels[at] as number]));
    }
    return this.#levels.get(annotation.id) ?? 0;
  }

  #span(annotation: Annotation, offsets: TextOffsets): Span | null {
    const kind = textKindNamed(annotation.kind);
    if (kind === undefined || !(isDecided(annotation) || isOpen(annotation))) return null;
    const range = kind.range(annotation.geometry);
    const start = offsets.unitOf(range.start);
    const end = offsets.unitOf(range.end);
    if (start >= end) return null;
    this.#levels = null;
    const style = this.#styles.ofAny(annotation);
    const name = style.open ? `${style.name} ${shortScore(annotation.score)}`.trim() : style.name;
    return { annotation, style, name, start, end, minX: start, maxX: end, minY: 0, maxY: 0 };
  }
}
