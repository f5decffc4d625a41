import fc from "fast-check";
import { expect, test } from "vitest";
import { applyOp, Overlay, reverse } from "../../src/state/apply";
import { chooseOps, createOp, decideOps, removeOps, updateOps } from "../../src/state/gestures";
import { LiveDocument } from "../../src/state/live_document";
import { isDecided, isOpen, suggests } from "../../src/state/suggestions";
import { type Annotation, BLANK_ANSWER, type Change, type Op } from "../../src/state/types";
import { History } from "../../src/state/undo";
import { box } from "./some";

const guess = (id: string, more: Partial<Annotation> = {}): Annotation => ({
  ...box(id, "s:a"),
  source: "model",
  model: "yolo",
  score: 0.8,
  ...more,
});

function holding(...annotations: Annotation[]): LiveDocument {
  const document = new LiveDocument();
  document.load([{ key: "s:a", answer: BLANK_ANSWER }], annotations, []);
  return document;
}

const change = (ops: readonly Op[], n = 1): Change => ({
  change: `c${n}`,
  task: "t",
  annotator: "anna",
  client: "tab",
  n,
  reverts: null,
  at: n,
  ops,
});

test("what a model made counts once it was accepted or edited", () => {
  const decisions = [null, "accepted", "edited", "rejected", "not taken"];
  expect(decisions.map((decision) => isDecided(guess("a", { decision })))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(decisions.map((decision) => isOpen(guess("a", { decision })))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(isOpen(box("a", "s:a"))).toBe(false);
});

test("moving or relabeling one accepts it as edited, deciding alone does not", () => {
  const [relabelled] = updateOps(guess("a"), { label: "car" });
  expect(relabelled?.after).toEqual({ label: "car", decision: "edited" });
  const [accepted] = decideOps([guess("a")], "accepted");
  expect(accepted?.after).toEqual({ decision: "accepted" });
});

test("what a model made is rejected where it would be deleted, and stays known", () => {
  expect(removeOps(guess("a", { decision: "accepted" }))[0]?.after).toEqual({
    decision: "rejected",
  });
  expect(removeOps(box("a", "s:a"))[0]?.action).toBe("delete");
});

test("whatever is decided can be taken back exactly", () => {
  const decision = fc.constantFrom("accepted" as const, "rejected" as const, "not taken" as const);
  fc.assert(
    fc.property(fc.array(decision, { minLength: 1, maxLength: 5 }), (decisions) => {
      const document = holding(guess("a"));
      const overlay = new Overlay(document);
      const done = decisions.flatMap((each) => {
        const ops = decideOps([overlay.standing("a") as Annotation], each);
        for (const op of ops) applyOp(overlay, op, 1);
        return ops;
      });
      for (const op of reverse(done)) applyOp(overlay, op, 1);
      expect(overlay.standing("a")?.decision).toBeNull();
    }),
  );
});

test("a suggested class is no answer: choosing another leaves it, choosing it makes one's own", () => {
  const field = { name: "box", kind: "class", multiple: false, options: {}, labels: [] };
  const document = holding(guess("a", { kind: "class", label: "bus" }));
  const ops = chooseOps(document, "s:a", field, "bus", 1);
  expect(ops.map(({ action }) => action)).toEqual(["create"]);
  expect(ops[0]?.after?.["source"]).toBe("human");
});

test("what comes from a model, is renewed or withdrawn is nobody's gesture: undo passes it by", () => {
  const history = new History();
  const [drawn] = [createOp(box("mine", "s:a"))];
  history.push(change([drawn as Op]));
  history.push(change([createOp(guess("a"))], 2));
  const renewed: Op = {
    action: "update",
    item: "s:a",
    annotation: "a",
    before: { score: 0.8 },
    after: { score: 0.9 },
  };
  expect([createOp(guess("a")), renewed].every(suggests)).toBe(true);
  history.push(change([renewed], 3));
  expect(history.undoable?.change).toBe("c1");
  history.push(change(decideOps([guess("a")], "accepted"), 4));
  expect(history.undoable?.change).toBe("c4");
});
