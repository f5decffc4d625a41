/** What the hand and the keys decided, turned into changes, and said. */
import type { TextOffsets } from "../../geometry/text_offsets";
import { repeated } from "../../geometry/text_search";
import type { Range, Segments } from "../../geometry/text_segments";
import { textKindNamed } from "../../kinds";
import type { TextKind } from "../../kinds/api";
import { isOpen } from "../../state/suggestions";
import type { Field, Geometry } from "../../state/types";
import type { Desk, Offer } from "../desk";
import * as sentences from "./sentences";
import type { Span, Spans } from "./spans";

/** One change travels in one message, and a message has its limit. */
const MOST_AT_ONCE = 5000;

/** The text that is edited. */
export interface Opened {
  readonly offsets: TextOffsets;
  readonly segments: Segments;
}

interface Next {
  readonly field: Field;
  readonly label: string | null;
  readonly kind: TextKind;
}

export class Editing {
  readonly #desk: Desk;
  readonly #spans: Spans;
  readonly #opened: () => Opened | null;

  constructor(desk: Desk, spans: Spans, opened: () => Opened | null) {
    this.#desk = desk;
    this.#spans = spans;
    this.#opened = opened;
  }

  /** What the next marked span will be: the active label's field, else the first that is marked. */
  get next(): Next | null {
    return this.#as(this.#desk.active.value) ?? this.#withoutLabel();
  }

  get selected(): Span | null {
    const [id] = this.#desk.selected.value;
    return id === undefined ? null : (this.#spans.get(id) ?? null);
  }

  isLocked(id: string): boolean {
    return this.#desk.locked.value.has(id);
  }

  /** False where it is refused; why has been said then. */
  make(range: Range, offer?: Offer): boolean {
    const next = offer === undefined ? this.next : this.#as(offer);
    const item = this.#desk.item.value;
    const opened = this.#opened();
    if (next === null || item === null || opened === null) return false;
    if (!this.#fits(next, range, null)) return false;
    const { field, label, kind } = next;
    const geometry = geometryOf(kind, opened.offsets, range);
    const about = { field: field.name, kind: kind.name, label, geometry };
    const made = this.#desk.editor.create(item, about);
    if (label === null) this.#desk.selected.value = [made.id];
    this.#desk.say(sentences.added(made, kind.quote(geometry), this.#spans.decided));
    return true;
  }

  edit(span: Span, range: Range): void {
    const opened = this.#opened();
    const { annotation } = span;
    const kind = textKindNamed(annotation.kind);
    if (opened === null || kind === undefined) return;
    if (range.start === span.start && range.end === span.end) return;
    const current = this.#desk.editor.document.get(annotation.id) ?? annotation;
    const field = this.#fieldNamed(current.field);
    if (field && !this.#fits({ field, label: current.label }, range, current.id)) return;
    const geometry = geometryOf(kind, opened.offsets, range);
    this.#desk.editor.update([current], { geometry });
    this.#desk.say(sentences.moved(current, kind.quote(geometry)));
  }

  select(span: Span | null): void {
    const ids = span === null ? [] : [span.annotation.id];
    if (ids.join() === this.#desk.selected.value.join()) return;
    this.#desk.selected.value = ids;
    if (span !== null) this.#desk.say(sentences.chosen(span.annotation, this.#quote(span)));
  }

  /** Everything in this text that reads exactly as the selected span does gets its label. */
  labelAll(): void {
    const { selected } = this;
    const item = this.#desk.item.value;
    const opened = this.#opened();
    const field = selected && this.#fieldNamed(selected.annotation.field);
    const kind = selected && textKindNamed(selected.annotation.kind);
    if (!selected || item === null || opened === null || !field || !kind) {
      this.#desk.say(sentences.nothingSelected);
      return;
    }
    const { label } = selected.annotation;
    const free = repeated(opened.segments, selected).filter(
      (range) => this.#obstacle({ field, label }, range, null) === null,
    );
    const quote = this.#quote(selected);
    if (free.length === 0) {
      this.#desk.say(sentences.noOthers(quote));
      return;
    }
    const made = free.slice(0, MOST_AT_ONCE).map((range) => ({
      field: field.name,
      kind: kind.name,
      label,
      geometry: geometryOf(kind, opened.offsets, range),
    }));
    this.#desk.editor.createAll(item, made);
    this.#desk.say(
      free.length > MOST_AT_ONCE
        ? sentences.tooMany(free.length, MOST_AT_ONCE)
        : sentences.labelledAll(made.length, selected.annotation, quote),
    );
  }

  #quote({ start, end }: Range): string {
    return this.#opened()?.offsets.text.slice(start, end) ?? "";
  }

  #as(offer: Offer | null): Next | null {
    const kind = offer === null ? undefined : textKindNamed(offer.field.kind);
    if (offer === null || kind === undefined) return null;
    return { field: offer.field, label: offer.label.name, kind };
  }

  #withoutLabel(): Next | null {
    for (const field of this.#desk.editor.fields.value) {
      const kind = textKindNamed(field.kind);
      if (kind !== undefined) return { field, label: null, kind };
    }
    return null;
  }

  #fieldNamed(name: string): Field | undefined {
    return this.#desk.editor.fields.value.find((field) => field.name === name);
  }

  #fits(what: Pick<Next, "field" | "label">, range: Range, except: string | null): boolean {
    const obstacle = this.#obstacle(what, range, except);
    if (obstacle === null) return true;
    const { annotation } = obstacle;
    const same = obstacle.start === range.start && obstacle.end === range.end;
    this.#desk.say(
      same && annotation.label === what.label
        ? sentences.there(annotation)
        : sentences.overlaps(what.field.name, annotation, this.#quote(obstacle)),
    );
    return false;
  }

  /** The span that is in the way: the very same one, or any where none may overlap. */
  #obstacle(
    { field, label }: Pick<Next, "field" | "label">,
    range: Range,
    except: string | null,
  ): Span | null {
    const alone = field.options["overlap"] === false;
    const inTheWay = this.#spans.meeting(range).find(({ annotation, start, end }) => {
      if (annotation.field !== field.name || annotation.id === except) return false;
      if (isOpen(annotation)) return false;
      return alone || (annotation.label === label && start === range.start && end === range.end);
    });
    return inTheWay ?? null;
  }
}

function geometryOf(kind: TextKind, offsets: TextOffsets, { start, end }: Range): Geometry {
  const text = offsets.text.slice(start, end);
  return kind.made(offsets.pointOf(start), offsets.pointOf(end), text);
}
