/** A digit's, a label key's or a palette button's act. */
import type { Annotation } from "../state/types";
import * as words from "../words";
import type { Commands } from "./commands";
import type { Desk, Offer } from "./desk";
import { goesOnByItself, isChosen } from "./offers";

/** `finish` marks the item done and goes on; it is given how to answer in that same change. */
export function choose(desk: Desk, offer: Offer, finish: Commands["finish"]): void {
  const item = desk.item.value;
  if (item === null || !offer.label.offered) return;
  if (isChosen(offer.field)) {
    answer(desk, item, offer, finish);
    return;
  }
  const targets = selectedOf(desk, offer);
  if (targets.length) relabel(desk, targets, offer);
  else if (!isActive(desk, offer)) {
    desk.active.value = offer;
    desk.say(words.active(offer.label.name));
  }
}

export function isActive(desk: Desk, offer: Offer): boolean {
  const active = desk.active.value;
  return active?.field.name === offer.field.name && active.label.name === offer.label.name;
}

function selectedOf(desk: Desk, { field }: Offer): Annotation[] {
  return desk.selected.value
    .map((id) => desk.editor.document.get(id))
    .filter((each) => each !== undefined)
    .filter((each) => each.field === field.name);
}

function relabel(desk: Desk, targets: readonly Annotation[], { field, label }: Offer): void {
  const free = targets.filter((each) => !desk.locked.value.has(each.id));
  if (!free.length) {
    desk.say(words.LOCKED);
    return;
  }
  const others = free.filter((each) => each.label !== label.name);
  if (!others.length) return;
  // A shape that only waited for its digit is finished now, and what is finished is not selected:
  // the next digit is for the next shape.
  const waited = others.every((each) => each.label === null);
  desk.editor.update(others, { label: label.name });
  if (waited) desk.selected.value = [];
  desk.say(words.relabelled(field.kind, others.length, label.name));
}

function answer(
  desk: Desk,
  item: string,
  { field, label }: Offer,
  finish: Commands["finish"],
): void {
  const { editor } = desk;
  const standing = editor.document
    .decided(item)
    .some((each) => each.field === field.name && each.label === label.name);
  const todo = editor.document.answer(item).status === "todo";
  if (!standing && todo && goesOnByItself(editor.fields.value)) {
    finish(
      (settled, decided) => editor.choose(item, field.name, label.name, settled, decided),
      field.name,
    );
    return;
  }
  // All that was asked is unanswered now: *done* would not be true.
  const undone = standing && !todo && goesOnByItself(editor.fields.value);
  editor.choose(item, field.name, label.name, undone ? { status: "todo" } : {});
  desk.say(words.chosen(field.name, label.name, !standing));
}
