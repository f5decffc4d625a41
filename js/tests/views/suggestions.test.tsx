// @vitest-environment happy-dom
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Annotation } from "../../src/state/types";
import { type LabelerElement, mountLabeler } from "../../src/views/labeler";
import { box, boxes, type FakeEditor, fakeEditor, field, label } from "./fake_editor";
import { stubStage } from "./stub_stage";

const weather = field("weather", "class", [label("sun"), label("rain")]);
const SETTINGS = { height: "75vh", guide: "", idleAfter: 60, medium: "image" };

let end: AbortController;
let host: HTMLElement;

beforeEach(() => {
  end = new AbortController();
  sessionStorage.clear();
  host = document.createElement("div");
  document.body.append(host);
});

afterEach(() => {
  end.abort();
  host.remove();
});

const guess = (id: string, score: number, more: Partial<Annotation> = {}): Annotation =>
  box("s:a.jpg", "bus", { id, score, source: "model", model: "yolo", ...more });

async function open(): Promise<{ root: LabelerElement; editor: FakeEditor }> {
  const sun = { field: "weather", kind: "class", label: "sun", geometry: {} };
  const editor = fakeEditor({
    fields: [boxes, weather],
    annotations: [
      box("s:a.jpg", "car", { id: "mine" }),
      guess("sure", 0.9),
      guess("unsure", 0.2),
      guess("gone", 0.5, { decision: "rejected" }),
      guess("sunny", 0.7, sun),
    ],
  });
  mountLabeler(host, editor, stubStage, SETTINGS, end.signal);
  await vi.waitFor(() => expect(host.querySelector(".nbl-suggestions")).not.toBeNull());
  return { root: host.firstElementChild as LabelerElement, editor };
}

const titles = (root: HTMLElement) =>
  [...root.querySelectorAll<HTMLElement>(".nbl-row .nbl-pick")].map((each) => each.title);

test("the list has what counts and what is open, with its score, and says how many there are", async () => {
  const { root } = await open();
  expect(titles(root)).toEqual(["car", "bus, suggested with 0.90", "bus, suggested with 0.20"]);
  expect(root.querySelector(".nbl-list-count")?.textContent).toBe("1 on this image");
  expect(root.querySelector(".nbl-suggested-count")?.textContent).toBe("3 suggested");
});

test("the slider hides those under it", async () => {
  const { root } = await open();
  const slider = root.querySelector<HTMLInputElement>(".nbl-threshold input");
  if (slider === null) throw new Error("there is no slider");
  slider.value = "0.5";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await vi.waitFor(() => expect(titles(root)).toHaveLength(2));
  expect(root.querySelector(".nbl-suggested-count")?.textContent).toBe("2 of 3 suggested");
});

test("a suggested class is hollow on its button, which answers as ever; beside it are ✓ and ×", async () => {
  const { root, editor } = await open();
  const hollow = root.querySelector<HTMLElement>(".nbl-suggestion");
  expect(hollow?.querySelector(".nbl-answer")?.getAttribute("aria-pressed")).toBe("false");
  expect(hollow?.querySelector(".nbl-score")?.textContent).toBe(".70");
  root.querySelector<HTMLElement>('[aria-label="sun: accept it"]')?.click();
  expect(editor.document.get("sunny")?.decision).toBe("accepted");
});

test("the handle for robots tells suggestions from annotations, and where the cursor is", async () => {
  const { root } = await open();
  const state = root.nblabel?.state();
  expect(state?.annotations.map((each) => each["id"])).toEqual(["mine"]);
  expect(state?.suggestions.map((each) => [each["id"], each["decision"]])).toEqual([
    ["sure", null],
    ["unsure", null],
    ["gone", "rejected"],
    ["sunny", null],
  ]);
  expect(state?.cursor).toBe("sunny");
});

test("has no violation of the accessibility rules", async () => {
  const { root } = await open();
  const { violations } = await axe.run(root, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
}, 30_000);
