import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, reverse, stands } from "../../src/state/apply";
import type { Annotation, Answer, Change, Op } from "../../src/state/types";
import { MapLedger } from "./map_ledger";
import { anOp } from "./some";

interface Written {
  readonly annotations: Record<string, Record<string, unknown>>;
  readonly buried: Record<string, Record<string, unknown>>;
  readonly answers: Record<string, Answer>;
}

function contract(file: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../tests/contract/${file}`, import.meta.url), "utf8"),
  );
}

function ledger(written: Written): MapLedger {
  const named = (rows: Record<string, Record<string, unknown>>) =>
    new Map(Object.entries(rows).map(([id, row]) => [id, { ...row, id } as unknown as Annotation]));
  return new MapLedger(
    named(written.annotations),
    named(written.buried),
    new Map(Object.entries(written.answers)),
  );
}

function written(ledger: MapLedger): Written {
  const unnamed = (rows: ReadonlyMap<string, Annotation>) =>
    Object.fromEntries([...rows].map(([key, { id: _, ...row }]) => [key, { ...row }]));
  return {
    annotations: unnamed(ledger.rows),
    buried: unnamed(ledger.graves),
    answers: Object.fromEntries(ledger.answers),
  };
}

describe("the contract's changes", () => {
  const cases = contract("changes.json") as {
    name: string;
    state: Written;
    change: Change;
    after: Written;
  }[];
  test.each(cases)("$name", ({ state, change, after }) => {
    const now = ledger(state);
    apply(now, change);
    expect(written(now)).toEqual(after);
  });
});

describe("the contract's reversals", () => {
  const { reversed, stands: standing } = contract("reversals.json") as {
    reversed: { name: string; ops: Op[]; reversed: Op[] }[];
    stands: { name: string; state: Written; op: Op; stands: boolean }[];
  };
  test.each(reversed)("$name", ({ ops, reversed }) => {
    expect(reverse(ops)).toEqual(reversed);
  });
  test.each(standing)("$name: $stands", ({ state, op, stands: expected }) => {
    expect(stands(ledger(state), op)).toBe(expected);
  });
});

test("applying a change and then its reverse leaves what stands as it was", () => {
  fc.assert(
    fc.property(fc.array(anOp), fc.array(anOp), (earlier, wanted) => {
      const now = new MapLedger();
      apply(now, { at: 1, ops: earlier.flatMap((make) => make(now)) });
      const before = structuredClone(written(now));
      const trial = ledger(before);
      // Each op is made from what stands when its turn comes, as gestures are.
      const ops = wanted.flatMap((make) => {
        const made = make(trial);
        apply(trial, { at: 2, ops: made });
        return made;
      });
      apply(now, { at: 2, ops });
      apply(now, { at: 3, ops: reverse(ops) });
      expect(timeless(now)).toEqual(timeless(ledger(before)));
    }),
  );
});

/** What was said, without when it was touched last and without time spent. */
function timeless(ledger: MapLedger): unknown {
  const blank = { status: "todo", flagged: false, comment: "" };
  const answers = [...ledger.answers]
    .map(([item, { seconds: _, ...answer }]) => [item, answer] as const)
    .filter(([, answer]) => JSON.stringify(answer) !== JSON.stringify(blank));
  return {
    annotations: Object.fromEntries(
      [...ledger.rows].map(([id, row]) => [id, { ...row, updated: 0 }]),
    ),
    answers: Object.fromEntries(answers),
  };
}
