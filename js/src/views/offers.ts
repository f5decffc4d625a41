/** Labels as digits choose them: numbered across fields in declared order. */
import { kindNamed } from "../kinds";
import type { Annotation, Field } from "../state/types";
import type { Offer } from "./desk";

/** Whether a field's annotations are chosen for the whole item, not drawn on it. */
export const isChosen = (field: Pick<Field, "kind">): boolean =>
  kindNamed(field.kind)?.medium === "any";

/** Those drawn on the item; where all are, the same array. */
export const drawn = (annotations: readonly Annotation[]): readonly Annotation[] =>
  annotations.some(isChosen) ? annotations.filter((each) => !isChosen(each)) : annotations;

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

/** Number the labels on offer: 1 … 9, 0, then ⇧1 … ⇧0; past the twentieth there is no digit. */
export function numbered(fields: readonly Field[]): Offer[] {
  const digits = [...DIGITS, ...DIGITS.map((digit) => `⇧${digit}`)];
  return fields
    .flatMap((field) =>
      field.labels.filter((label) => label.offered).map((label) => ({ field, label })),
    )
    .map((offer, at) => ({ ...offer, digit: digits[at] ?? "" }));
}

/** The offer that a field's label has now, after labels were renamed, added or taken away. */
export function again(offers: readonly Offer[], field: string, label: string): Offer | null {
  return offers.find((each) => each.field.name === field && each.label.name === label) ?? null;
}

/** Every key that chooses this offer, as shown to a person. */
export const keysOf = (offer: Offer): string[] =>
  [offer.digit, offer.label.key?.toUpperCase() ?? ""].filter(Boolean);

/** How many annotations each label of each field has; null: those that wait for theirs. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string | null, number>>;

export function counts(annotations: readonly Annotation[]): Counts {
  // Maps in a map: one name made of both would be thousands of new strings with every gesture.
  const found = new Map<string, Map<string | null, number>>();
  for (const { field, label } of annotations) {
    let labels = found.get(field);
    if (labels === undefined) {
      labels = new Map();
      found.set(field, labels);
    }
    labels.set(label, (labels.get(label) ?? 0) + 1);
  }
  return found;
}

/** Whether one press answers all that is asked, so that the next item may come by itself. */
export function goesOnByItself(fields: readonly Field[]): boolean {
  const only = fields[0];
  return fields.length === 1 && only !== undefined && isChosen(only) && !only.multiple;
}

/** Colour of a label of a field, also of one that is no longer declared. */
export function colorOf(fields: readonly Field[], field: string, label: string | null): string {
  // As the canvas paints what still waits for its label.
  if (label === null) return "var(--jp-warn-color1, #f57c00)";
  const labels = fields.find((each) => each.name === field)?.labels;
  return labels?.find((each) => each.name === label)?.color ?? "#888888";
}
