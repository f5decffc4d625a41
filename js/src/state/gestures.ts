/** What each gesture does, as operations: pure functions from what stands to what is to be. */
import type { Document } from "./document";
import { equal } from "./equal";
import { randomId } from "./random_id";
import type { Annotation, Answer, Field, Geometry, ItemKey, Op, Patch } from "./types";

/** What a person makes new. */
export interface Made {
  readonly field: string;
  readonly kind: string;
  readonly label: string | null;
  readonly geometry: Geometry;
}

/** What a person changes of an annotation. */
export type Amended = Partial<
  Pick<Annotation, "label" | "geometry" | "group" | "attributes" | "decision">
>;

export function creating(item: ItemKey, made: Made, at: number): Annotation {
  return {
    id: randomId(),
    item,
    ...made,
    group: null,
    score: null,
    source: "human",
    model: null,
    decision: null,
    attributes: null,
    created: at,
    updated: at,
  };
}

export function createOp(annotation: Annotation): Op {
  const { id, item, ...whole } = annotation;
  return { action: "create", item, annotation: id, before: null, after: whole };
}

export function deleteOp(annotation: Annotation): Op {
  const { id, item, ...whole } = annotation;
  return { action: "delete", item, annotation: id, before: whole, after: null };
}

/** Only what really changes travels; no operation where nothing does. */
export function updateOps(annotation: Annotation, amended: Amended): Op[] {
  const { before, after } = difference(annotation, amended);
  if (Object.keys(after).length === 0) return [];
  const mends = annotation.source === "model" && ("label" in after || "geometry" in after);
  if (mends && !("decision" in after) && annotation.decision !== "edited") {
    Object.assign(before, { decision: annotation.decision });
    Object.assign(after, { decision: "edited" });
  }
  return [{ action: "update", item: annotation.item, annotation: annotation.id, before, after }];
}

/** `not taken`: its item was marked done without it. */
export type Decision = "accepted" | "rejected" | "not taken";

export const decideOps = (targets: readonly Annotation[], decision: Decision): Op[] =>
  targets.flatMap((each) => updateOps(each, { decision }));

/** What a model made is not deleted but rejected: what became of it stays known. */
export function removeOps(annotation: Annotation): Op[] {
  if (annotation.source !== "model") return [deleteOp(annotation)];
  return updateOps(annotation, { decision: "rejected" });
}

export function setOps(item: ItemKey, answer: Answer, said: Partial<Answer>): Op[] {
  const { before, after } = difference(answer, said);
  if (Object.keys(after).length === 0) return [];
  return [{ action: "set", item, annotation: null, before, after }];
}

/** Choose a class or take the choice back; where one answer is asked it replaces what was chosen. */
export function chooseOps(
  document: Document,
  item: ItemKey,
  field: Field,
  label: string,
  at: number,
): Op[] {
  const chosen = document.decided(item).filter((each) => each.field === field.name);
  const same = chosen.filter((each) => each.label === label);
  if (same.length > 0) return same.flatMap(removeOps);
  const [former, ...more] = field.multiple ? [] : chosen;
  if (former !== undefined) return [...more.flatMap(removeOps), ...updateOps(former, { label })];
  const made = { field: field.name, kind: field.kind, label, geometry: {} };
  return [createOp(creating(item, made, at))];
}

function difference(
  now: object,
  wanted: Patch,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const known = now as Patch;
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined || equal(known[name], value)) continue;
    before[name] = known[name];
    after[name] = value;
  }
  return { before, after };
}
