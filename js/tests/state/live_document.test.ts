import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { apply } from "../../src/state/apply";
import type { Touched } from "../../src/state/document";
import { createOp, deleteOp, setOps, updateOps } from "../../src/state/gestures";
import { LiveDocument } from "../../src/state/live_document";
import { isDecided, isOpen } from "../../src/state/suggestions";
import { type Annotation, BLANK_ANSWER, type Change, type Op } from "../../src/state/types";
import { MapLedger } from "./map_ledger";
import { anOp, box, type Gesture, ITEMS } from "./some";

const [STREET = ""] = ITEMS;
const items = ITEMS.map((key) => ({ key, answer: BLANK_ANSWER }));

let made = 0;
function change(ops: readonly Op[]): Change {
  made += 1;
  return {
    change: `change ${made}`,
    task: "task",
    annotator: "ada",
    client: "tab",
    n: made,
    reverts: null,
    at: 5000 + made,
    ops,
  };
}

function open(...annotations: Annotation[]): LiveDocument {
  const document = new LiveDocument();
  document.load(items, annotations, []);
  return document;
}

function watch(document: LiveDocument): (readonly Touched[] | null)[] {
  const seen: (readonly Touched[] | null)[] = [];
  document.onTouched((touched) => seen.push(touched), new AbortController().signal);
  return seen;
}

test("a waiting change shows at once and tells what it touched", () => {
  const bus = box("a", STREET);
  const document = open(bus);
  const seen = watch(document);
  document.push(change(updateOps(bus, { label: "car" })));
  const car = { ...bus, label: "car", updated: document.get("a")?.updated };
  expect(document.of(STREET)).toEqual([car]);
  expect(seen).toEqual([[{ item: STREET, before: [bus], after: [car] }]]);
});

test("annotations are in order of creation, wherever they come from", () => {
  const document = open(box("c", STREET), box("a", STREET));
  document.push(change([createOp(box("b", STREET))]));
  expect(document.of(STREET).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("what is deleted and brought back stands where it stood", () => {
  const document = open(box("a", STREET), box("b", STREET), box("c", STREET));
  document.push(change([deleteOp(box("b", STREET))]));
  document.push(change([createOp(box("b", STREET))]));
  expect(document.of(STREET).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("the same array is given until something on that item changes", () => {
  const document = open(box("a", STREET));
  const before = document.of(STREET);
  document.push(change([createOp(box("b", ITEMS[1] ?? ""))]));
  expect(document.of(STREET)).toBe(before);
});

test("a commit of what waits changes nothing that is seen", () => {
  const document = open();
  const drawn = change([createOp(box("a", STREET))]);
  document.push(drawn);
  const seen = watch(document);
  document.commit(drawn);
  expect(seen).toEqual([]);
  expect(document.waiting).toEqual([]);
});

test("a shape the kernel clipped is shown as it was committed", () => {
  const document = open();
  const drawn = change([createOp(box("a", STREET))]);
  document.push(drawn);
  const clipped = { ...box("a", STREET), geometry: { x: 0, y: 0, width: 1, height: 1, angle: 0 } };
  document.commit({ ...drawn, ops: [createOp(clipped)] });
  expect(document.get("a")?.geometry).toEqual(clipped.geometry);
});

test("a commit from elsewhere goes beneath what waits here", () => {
  const bus = box("a", STREET);
  const document = open(bus);
  document.push(change(updateOps(bus, { label: "car" })));
  document.commit(change(updateOps(bus, { label: "van", group: "g" })));
  expect(document.get("a")).toMatchObject({ label: "car", group: "g" });
});

test("an update of what was deleted before this document was opened cannot be taken in", () => {
  const document = open();
  expect(document.commit(change(updateOps(box("a", STREET), { label: "car" })))).toBe(false);
});

test("the tally follows answers", () => {
  const document = open();
  document.push(change(setOps(STREET, BLANK_ANSWER, { status: "done", flagged: true })));
  expect(document.tally.value).toEqual({ todo: 2, done: 1, skipped: 0, flagged: 1 });
});

test("a listener that fails keeps none of the others from what happened", () => {
  const document = open();
  const silent = new AbortController();
  vi.spyOn(console, "error").mockReturnValue();
  document.onTouched(() => {
    throw new Error("a painter stumbled");
  }, silent.signal);
  const seen = watch(document);
  document.push(change([createOp(box("a", STREET))]));
  expect(seen).toHaveLength(1);
});

/** A step of a document's life: a gesture here, one elsewhere, a commit or refusal of what waits. */
type Step =
  | { readonly by: "here" | "elsewhere"; readonly make: Gesture }
  | { readonly by: "kernel"; readonly which: number; readonly refuse: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ by: fc.constantFrom("here" as const, "elsewhere" as const), make: anOp }),
  fc.record({ by: fc.constant("kernel" as const), which: fc.nat(3), refuse: fc.boolean() }),
);

test("the document is always what was committed with what waits on top", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const document = open();
      const committed: Change[] = [];
      let waiting: Change[] = [];
      const replica = new Map<string, Annotation>();
      document.onTouched((touched) => {
        for (const { before, after } of touched ?? []) {
          for (const { id } of before) expect(replica.delete(id)).toBe(true);
          for (const each of after) replica.set(each.id, each);
        }
      }, new AbortController().signal);
      for (const each of steps) {
        if (each.by === "kernel") {
          const settled = waiting[each.which];
          if (settled === undefined) continue;
          waiting = waiting.filter((one) => one !== settled);
          if (each.refuse) document.drop(new Set([settled.change]));
          else {
            committed.push(settled);
            document.commit(settled);
          }
        } else {
          const one = change(each.make(document));
          if (each.by === "here") {
            waiting.push(one);
            document.push(one);
          } else {
            committed.push(one);
            document.commit(one);
          }
        }
        const expected = new MapLedger();
        for (const one of [...committed, ...waiting]) apply(expected, one);
        const rows = [...expected.rows.values()];
        const shown = ITEMS.flatMap((item) => document.of(item));
        expect(byId(shown)).toEqual(byId(rows));
        for (const item of ITEMS) {
          expect(document.decided(item)).toEqual(document.of(item).filter(isDecided));
          expect(document.open(item)).toEqual(document.of(item).filter(isOpen));
        }
        expect(byId([...replica.values()])).toEqual(byId(rows));
        expect(ITEMS.map((item) => document.answer(item))).toEqual(
          ITEMS.map((item) => expected.answer(item)),
        );
        const done = ITEMS.filter((item) => expected.answer(item).status === "done");
        expect(document.tally.value.done).toBe(done.length);
      }
    }),
  );
});

function byId(rows: readonly Annotation[]): readonly Annotation[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
