/** What of the spans is under the pointer: an end that can be moved, a name, the smallest span. */
import { inside, type Point } from "../../geometry/rect";
import type { Desk } from "../desk";
import type { Editing } from "./editing";
import type { Grip, Side } from "./hand";
import type { Page } from "./page";
import type { Name } from "./paint";
import type { Span, Spans } from "./spans";

const GRIP = 8;

export class Aim {
  /** As they were painted last. */
  names: readonly Name[] = [];
  readonly #desk: Desk;
  readonly #editing: Editing;
  readonly #page: Page;
  readonly #spans: Spans;

  constructor(desk: Desk, editing: Editing, page: Page, spans: Spans) {
    this.#desk = desk;
    this.#editing = editing;
    this.#page = page;
    this.#spans = spans;
  }

  /** The nearest end of the selected span. */
  grip(at: Point): Grip | null {
    const span = this.#editing.selected;
    if (span === null || !this.canMove(span)) return null;
    let best: Side | null = null;
    let nearest = GRIP;
    for (const side of ["start", "end"] as const) {
      const edge = this.#page.edge(span[side], side);
      if (edge === null || at.y < edge.y - GRIP || at.y > edge.y + edge.height + GRIP) continue;
      const away = Math.abs(edge.x - at.x);
      if (away > nearest) continue;
      nearest = away;
      best = side;
    }
    return best === null ? null : { span, side: best };
  }

  canMove({ annotation: { id, label } }: Span): boolean {
    const away = this.#desk.hidden.value || this.#desk.invisible.value.has(id);
    // One that waits for its digit is not in the way of the next press.
    return label !== null && !away && !this.#editing.isLocked(id);
  }

  /** The name here, or the smallest span. */
  span(at: Point): Span | null {
    if (this.#desk.hidden.value) return null;
    const free = (span: Span) => !this.#editing.isLocked(span.annotation.id);
    const name = this.names.find((each) => inside(each, at) && free(each.span));
    if (name !== undefined) return name.span;
    const hit = this.#page.hit(at);
    return hit?.inside ? (this.#spans.within(hit.cell).find(free) ?? null) : null;
  }
}
