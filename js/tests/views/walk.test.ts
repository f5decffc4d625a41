import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Status } from "../../src/state/types";
import { EVERYTHING, neighbour, nextTodo, passes, placeOf } from "../../src/views/walk";
import { box, fakeEditor } from "./fake_editor";

const items = ["s:a", "s:b", "s:c", "s:d"];
const open = (statuses: readonly Status[]) =>
  fakeEditor({
    items,
    answers: Object.fromEntries(
      items.map((item, at) => [item, { status: statuses[at] ?? "todo" }]),
    ),
  }).document;

describe("walking through the items", () => {
  test("the next one to do comes after this one, and around the end", () => {
    const document = open(["todo", "done", "todo", "done"]);
    expect(nextTodo(document, items, "s:a")).toBe("s:c");
    expect(nextTodo(document, items, "s:c")).toBe("s:a");
  });

  test("an item is never next to itself: at the end there is none", () => {
    const document = open(["done", "done", "todo", "done"]);
    expect(nextTodo(document, items, "s:c")).toBeNull();
  });

  test("an item that left the filter still has neighbours in it", () => {
    const document = open([]);
    const shown = ["s:a", "s:d"];
    expect(neighbour(document, shown, "s:b", 1)).toBe("s:d");
    expect(neighbour(document, shown, "s:b", -1)).toBe("s:a");
    expect(placeOf(document, shown, "s:b")).toBeNull();
  });

  test("there is nothing before the first and nothing after the last", () => {
    const document = open([]);
    expect(neighbour(document, items, "s:a", -1)).toBeNull();
    expect(neighbour(document, items, "s:d", 1)).toBeNull();
  });

  test("one step on and one step back is where one was", () => {
    const document = open([]);
    const kept = fc.subarray(items, { minLength: 2 });
    fc.assert(
      fc.property(kept, fc.nat(), (shown, at) => {
        const item = shown[at % (shown.length - 1)] as string;
        const next = neighbour(document, shown, item, 1);
        expect(neighbour(document, shown, next, -1)).toBe(item);
      }),
    );
  });

  test("a filter asks for status, label and flag at once", () => {
    const { document } = fakeEditor({
      items,
      answers: { "s:b": { status: "done", flagged: true } },
      annotations: [box("s:b", "bus")],
    });
    const filter = { status: "done", label: "bus", flagged: true } as const;
    expect(passes(document, filter, "s:b")).toBe(true);
    expect(passes(document, { ...filter, label: "car" }, "s:b")).toBe(false);
    expect(passes(document, filter, "s:a")).toBe(false);
    expect(items.every((item) => passes(document, EVERYTHING, item))).toBe(true);
  });
});
