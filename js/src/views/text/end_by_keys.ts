/** An end of the selected span, moved by keys: one change when the key is let go. */
import type { Range, Segments, Step } from "../../geometry/text_segments";
import type { Desk } from "../desk";
import type { Editing } from "./editing";
import type { Grip, Hand, Side } from "./hand";
import type { Page } from "./page";
import * as sentences from "./sentences";

export class EndByKeys {
  moving: { readonly grip: Grip; readonly now: Range } | null = null;
  readonly #desk: Desk;
  readonly #editing: Editing;
  readonly #page: Page;
  readonly #hand: Hand;

  constructor(desk: Desk, editing: Editing, page: Page, hand: Hand) {
    this.#desk = desk;
    this.#editing = editing;
    this.#page = page;
    this.#hand = hand;
  }

  /** One arrow key: the end, with Shift the start; by words, with Alt by letters. */
  go(event: KeyboardEvent, segments: Segments): void {
    const span = this.moving?.grip.span ?? this.#editing.selected;
    if (span === null) {
      this.#desk.say(sentences.nothingSelected);
      return;
    }
    if (this.#editing.isLocked(span.annotation.id)) {
      this.#desk.say(sentences.locked(span.annotation));
      return;
    }
    const side = event.shiftKey ? "start" : "end";
    if (this.moving !== null && this.moving.grip.side !== side) this.finish();
    const grip = this.moving?.grip ?? { span: this.#editing.selected ?? span, side };
    const before = this.moving?.now ?? grip.span;
    const right = event.key === "ArrowRight" || event.key === "ArrowDown";
    const forward = right !== this.#page.isRtlAt(before[side]);
    const to = stepped(segments, before, side, event.altKey ? "grapheme" : "word", forward);
    const kept = side === "start" ? to < before.end : to > before.start;
    const now = kept ? this.#hand.stretched(grip, to, "grapheme") : null;
    if (now === null) return;
    this.moving = { grip, now };
    this.#page.reveal({ start: now[side], end: now[side] });
  }

  finish(): void {
    if (this.moving === null) return;
    const { grip, now } = this.moving;
    this.moving = null;
    this.#editing.edit(grip.span, now);
  }
}

/** Growing stops where the next word ends, shrinking where the one before it does. */
function stepped(
  segments: Segments,
  before: Range,
  side: Side,
  by: Step,
  forward: boolean,
): number {
  if (by === "grapheme") return segments.step(before[side], by, forward, true);
  if (side === "start" && forward) return segments.step(before[side], by, true, false);
  const word = segments.step(before[side], by, forward, true);
  if (side === "start" || forward || word <= before.start) return word;
  return segments.snapped(before.start, word, "grapheme")?.end ?? word;
}
