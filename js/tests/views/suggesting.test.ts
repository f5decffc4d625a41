// @vitest-environment happy-dom
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Annotation } from "../../src/state/types";
import type { Desk } from "../../src/views/desk";
import { makeDesk } from "../../src/views/make_desk";
import { box, boxes, type FakeEditor, fakeEditor, field, type Given, label } from "./fake_editor";

const weather = field("weather", "class", [label("sun"), label("rain")]);
const marks = field("marks", "class", [label("dark"), label("blurred")], true);
const apart = {
  ...field("span", "span", [label("person"), label("place")]),
  options: { overlap: false },
};

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
  sessionStorage.clear();
});
afterEach(() => end.abort());

interface Open {
  readonly editor: FakeEditor;
  readonly desk: Desk;
  readonly said: () => string;
}

function open(given: Given & { acceptOver?: number; medium?: string } = {}): Open {
  const editor = fakeEditor(given);
  const { acceptOver = null, medium = "image" } = given;
  const settings = {
    height: "75vh",
    guide: "",
    idleAfter: 60,
    medium,
    acceptOver: () => acceptOver,
  };
  const { view } = makeDesk(editor, settings, () => undefined, end.signal);
  return { editor, desk: view.desk, said: () => view.said.value };
}

const guess = (id: string, score: number | null, more: Partial<Annotation> = {}): Annotation =>
  box("s:a.jpg", "bus", { id, score, source: "model", model: "yolo", ...more });

const chosen = (id: string, name: string, score: number, asked = weather): Annotation =>
  guess(id, score, { field: asked.name, kind: "class", label: name, geometry: {} });

const span = (id: string, start: number, stop: number, score: number, name = "person") =>
  guess(id, score, {
    field: "span",
    kind: "span",
    label: name,
    geometry: { start, end: stop, text: "x".repeat(stop - start) },
  });

const decisions = ({ editor }: Open) =>
  Object.fromEntries(editor.document.of("s:a.jpg").map(({ id, decision }) => [id, decision]));

const walk = ({ desk }: Open) => desk.suggesting.suggested.value.map(({ id }) => id);

describe("the cursor", () => {
  test("finds the same order after any gestures as in a labeler opened then", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom("accept" as const, "reject" as const), nth: fc.nat(20) }),
      fc.record({ do: fc.constantFrom("undo" as const, "redo" as const, "accept-all" as const) }),
    );
    const scores = fc.array(fc.option(fc.constantFrom(0.2, 0.5, 0.9)), { maxLength: 20 });
    const threshold = fc.constantFrom(0, 0.4);
    fc.assert(
      fc.property(scores, fc.array(step, { maxLength: 15 }), threshold, (given, steps, least) => {
        const annotations = given.map((score, at) =>
          guess(`${at}`, score, { geometry: { x: at, y: 1, width: 2, height: 3, angle: 0 } }),
        );
        const made = open({ annotations });
        made.desk.suggesting.threshold.value = least;
        for (const each of steps) {
          if ("nth" in each) made.desk.decide(each.do, `${each.nth}`);
          else made.desk.command(each.do);
        }
        const anew = open({ annotations: made.editor.document.of("s:a.jpg") });
        anew.desk.suggesting.threshold.value = least;
        expect(walk(made)).toEqual(walk(anew));
        expect(made.desk.suggesting.open.value).toBe(anew.desk.suggesting.open.value);
      }),
      { numRuns: 50 },
    );
  });

  test("walks classes first, then boxes, the surest first, those without a score last", () => {
    const made = open({
      fields: [boxes, weather],
      annotations: [
        guess("low", 0.2),
        guess("none", null),
        guess("high", 0.9),
        chosen("sun", "sun", 0.1),
      ],
    });
    expect(walk(made)).toEqual(["sun", "high", "low", "none"]);
    expect(made.desk.suggesting.cursor.value).toBe("sun");
  });

  test("walks spans as they are read, whatever their scores", () => {
    const made = open({
      medium: "text",
      fields: [apart],
      annotations: [span("b", 10, 12, 0.9), span("a", 0, 3, 0.1)],
    });
    expect(walk(made)).toEqual(["a", "b"]);
  });

  test("is on what was selected, and stays there when it is no longer", () => {
    const { desk } = open({ annotations: [guess("a", 0.9), guess("b", 0.8)] });
    desk.selected.value = ["b"];
    desk.selected.value = [];
    expect(desk.suggesting.cursor.value).toBe("b");
  });

  test("is not the selection: digits choose the next label", () => {
    const made = open({ annotations: [guess("a", 0.9)] });
    const car = made.desk.offers.value[1];
    if (car) made.desk.choose(car);
    expect(made.desk.active.value?.label.name).toBe("car");
    expect(decisions(made)).toEqual({ a: null });
  });

  test("leaves out what is under the threshold, and what was answered", () => {
    const made = open({
      fields: [boxes, weather],
      annotations: [guess("low", 0.2), chosen("sun", "sun", 0.9)],
    });
    made.desk.suggesting.threshold.value = 0.5;
    expect(made.desk.suggesting.cursor.value).toBe("sun");
    made.editor.choose("s:a.jpg", "weather", "rain");
    expect(made.desk.suggesting.cursor.value).toBeNull();
  });

  test("goes on to the next one, and around", () => {
    const made = open({ annotations: [guess("a", 0.9), guess("b", 0.8), guess("c", 0.7)] });
    made.desk.selected.value = ["b"];
    made.desk.command("accept");
    expect(made.desk.suggesting.cursor.value).toBe("c");
    expect(made.desk.selected.value).toEqual([]);
    made.desk.command("reject");
    expect(made.desk.suggesting.cursor.value).toBe("a");
    expect(decisions(made)).toEqual({ a: null, b: "accepted", c: "rejected" });
  });

  test("goes to the first when new predictions come instead", () => {
    const made = open({ annotations: [guess("a", 0.9), guess("b", 0.8)] });
    made.desk.selected.value = ["b"];
    const standing = made.editor.document.get("b");
    if (standing) {
      const { id, item, ...before } = standing;
      made.editor.commit([{ action: "delete", item, annotation: id, before, after: null }]);
    }
    expect(made.desk.suggesting.cursor.value).toBe("a");
  });
});

describe("accepting", () => {
  test("where nothing is suggested says so and does nothing", () => {
    const made = open();
    made.desk.command("accept");
    expect(made.said()).toBe("nothing is suggested here");
    expect(made.editor.log).toEqual([]);
  });

  test("all shown is one change, and leaves those under the threshold", () => {
    const made = open({ annotations: [guess("a", 0.9), guess("b", 0.8), guess("c", 0.1)] });
    made.desk.suggesting.threshold.value = 0.5;
    made.desk.command("accept-all");
    expect(decisions(made)).toEqual({ a: "accepted", b: "accepted", c: null });
    expect(made.editor.log).toHaveLength(1);
    made.desk.command("undo");
    expect(decisions(made)).toEqual({ a: null, b: null, c: null });
  });

  test("one of a single choice leaves the others, and replaces the answer before", () => {
    const made = open({
      fields: [boxes, weather],
      annotations: [chosen("sun", "sun", 0.9), chosen("rain", "rain", 0.1)],
    });
    made.desk.command("accept");
    expect(decisions(made)).toEqual({ sun: "accepted", rain: "not taken" });
  });

  test("several of a multiple choice stand together", () => {
    const made = open({
      fields: [boxes, marks],
      annotations: [chosen("dark", "dark", 0.9, marks), chosen("blurred", "blurred", 0.8, marks)],
    });
    made.desk.command("accept-all");
    expect(decisions(made)).toEqual({ dark: "accepted", blurred: "accepted" });
  });

  test("the only answer that is asked goes on, all in one change", () => {
    const made = open({
      fields: [weather],
      annotations: [chosen("sun", "sun", 0.9), chosen("rain", "rain", 0.1)],
    });
    made.desk.command("accept");
    expect(made.desk.item.value).toBe("s:b.jpg");
    expect(made.editor.document.answer("s:a.jpg").status).toBe("done");
    expect(decisions(made)).toEqual({ sun: "accepted", rain: "not taken" });
    expect(made.editor.log).toHaveLength(1);
  });

  test("the only answer decides each of the others once, so that undo leaves no step out", () => {
    const made = open({
      fields: [weather],
      annotations: [chosen("sun", "sun", 0.9), chosen("rain", "rain", 0.1)],
    });
    made.desk.command("accept");
    const touched = made.editor.log[0]?.ops.map(({ annotation }) => annotation);
    expect(touched).toEqual([null, "sun", "rain"]);
    made.desk.command("undo");
    expect(decisions(made)).toEqual({ sun: null, rain: null });
    expect(made.said()).toBe("undone: done");
  });

  test("the only answer stays the only one, however sure another was", () => {
    const made = open({
      acceptOver: 0.5,
      fields: [weather],
      annotations: [chosen("sun", "sun", 0.9), chosen("rain", "rain", 0.8)],
    });
    made.desk.command("accept");
    expect(decisions(made)).toEqual({ sun: "accepted", rain: "not taken" });
  });

  test("a span that may not overlap what stands is refused, and of two the first is taken", () => {
    const made = open({
      medium: "text",
      fields: [apart],
      annotations: [
        span("mine", 0, 5, 1, "place"),
        span("over", 3, 8, 0.9),
        span("free", 10, 14, 0.9),
        span("later", 12, 20, 0.9),
      ].map((each) => (each.id === "mine" ? { ...each, source: "human" as const } : each)),
    });
    made.desk.command("accept");
    expect(made.said()).toMatch(/in its way/);
    made.desk.command("accept-all");
    expect(decisions(made)).toEqual({ mine: null, over: null, free: "accepted", later: null });
    expect(made.said()).toMatch(/1 suggestion accepted, 2 in the way of others/);
  });
});

describe("done", () => {
  test("never asks: open ones become not taken, in the one change, and it says how many", () => {
    const made = open({ annotations: [guess("a", 0.99), guess("b", 0.8)] });
    made.desk.command("done");
    expect(decisions(made)).toEqual({ a: "not taken", b: "not taken" });
    expect(made.said()).toMatch(/^done · 2 suggestions not taken · now 2 of 3/);
    expect(made.editor.log).toHaveLength(1);
    made.desk.command("undo");
    expect(decisions(made)).toEqual({ a: null, b: null });
    expect(made.editor.document.answer("s:a.jpg").status).toBe("todo");
  });

  test("accepts those over the score it was told, not those that are hidden", () => {
    const made = open({
      acceptOver: 0.5,
      annotations: [guess("a", 0.9), guess("b", 0.6), guess("c", 0.5), guess("d", null)],
    });
    made.desk.suggesting.threshold.value = 0.7;
    made.desk.command("done");
    expect(decisions(made)).toEqual({
      a: "accepted",
      b: "not taken",
      c: "not taken",
      d: "not taken",
    });
    expect(made.said()).toMatch(/done · 1 suggestion over 0.5 accepted · 3 not taken/);
  });

  test("gives an answered question no second answer", () => {
    const made = open({
      acceptOver: 0.5,
      fields: [weather],
      annotations: [chosen("sun", "sun", 0.9)],
    });
    const rain = made.desk.offers.value[1];
    if (rain) made.desk.choose(rain);
    const mine = made.editor.document.of("s:a.jpg").find(({ source }) => source === "human");
    expect(decisions(made)["sun"]).toBe("not taken");
    expect(mine?.label).toBe("rain");
  });

  test("to skip leaves them open", () => {
    const made = open({ annotations: [guess("a", 0.9)] });
    made.desk.command("skip");
    expect(decisions(made)).toEqual({ a: null });
  });
});

test("delete rejects a suggestion, before and after it was accepted", () => {
  const made = open({
    annotations: [
      guess("a", 0.9),
      guess("b", 0.8, { decision: "accepted" }),
      box("s:a.jpg", "bus", { id: "c" }),
    ],
  });
  for (const id of ["a", "b", "c"]) {
    made.desk.selected.value = [id];
    made.desk.command("delete");
  }
  expect(decisions(made)).toEqual({ a: "rejected", b: "rejected" });
});

test("one decided on in the list leaves the cursor where it is", () => {
  const made = open({ annotations: [guess("a", 0.9), guess("b", 0.8), guess("c", 0.7)] });
  made.desk.decide("reject", "c");
  expect(made.desk.suggesting.cursor.value).toBe("a");
});
