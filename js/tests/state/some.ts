/** Arbitrary gestures: each is told what stands and gives the operations it comes to. */
import fc from "fast-check";
import type { Ledger } from "../../src/state/apply";
import { createOp, deleteOp, setOps, updateOps } from "../../src/state/gestures";
import type { Annotation, Op } from "../../src/state/types";

export const ITEMS = ["s:street/1.jpg", "s:street/2.jpg", "i:3"];
const IDS = ["a", "b", "c", "d"];
const LABELS = ["bus", "car", "🚌"];

export function box(id: string, item: string, label: string | null = "bus", x = 0): Annotation {
  return {
    id,
    item,
    field: "box",
    kind: "box",
    label,
    geometry: { x, y: 1, width: 2, height: 3, angle: 0 },
    group: null,
    score: null,
    source: "human",
    model: null,
    decision: null,
    attributes: null,
    created: 1000 + id.charCodeAt(0),
    updated: 1000,
  };
}

export type Gesture = (now: Ledger) => Op[];

/** One gesture about a handful of annotations, so that they often meet. */
export const anOp: fc.Arbitrary<Gesture> = fc.oneof(
  fc
    .record({
      id: fc.constantFrom(...IDS),
      item: fc.constantFrom(...ITEMS),
      x: fc.nat(9),
      source: fc.constantFrom("human" as const, "model" as const),
    })
    .map(
      ({ id, item, x, source }): Gesture =>
        (now) =>
          now.standing(id) === undefined ? [createOp({ ...box(id, item, "bus", x), source })] : [],
    ),
  fc
    .record({
      id: fc.constantFrom(...IDS),
      decision: fc.constantFrom("accepted", "rejected", "not taken"),
    })
    .map(
      ({ id, decision }): Gesture =>
        (now) => {
          const target = now.standing(id);
          return target?.source === "model" ? updateOps(target, { decision }) : [];
        },
    ),
  fc.record({ id: fc.constantFrom(...IDS), label: fc.constantFrom(...LABELS), x: fc.nat(9) }).map(
    ({ id, label, x }): Gesture =>
      (now) => {
        const target = now.standing(id);
        const geometry = { ...target?.geometry, x };
        return target === undefined
          ? []
          : updateOps(target, x % 2 === 0 ? { label } : { geometry });
      },
  ),
  fc.constantFrom(...IDS).map(
    (id): Gesture =>
      (now) => {
        const target = now.standing(id);
        return target === undefined ? [] : [deleteOp(target)];
      },
  ),
  fc
    .record({
      item: fc.constantFrom(...ITEMS),
      said: fc.oneof(
        fc.constantFrom("todo" as const, "done" as const).map((status) => ({ status })),
        fc.boolean().map((flagged) => ({ flagged })),
        fc.nat(5).map((seconds) => ({ seconds })),
      ),
    })
    .map(
      ({ item, said }): Gesture =>
        (now) =>
          setOps(item, now.answer(item), said),
    ),
);
