import { type Signal, signal } from "@preact/signals-core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Status } from "../../src/state/types";
import type { Filter } from "../../src/views/desk";
import { followQueue, type NextUp } from "../../src/views/next_up";
import { EVERYTHING } from "../../src/views/walk";
import { loop, queue } from "../state/some_loop";
import { type FakeEditor, fakeEditor } from "./fake_editor";

const items = ["s:a", "s:b", "s:c", "s:d", "s:e", "s:f"];

interface Walk {
  readonly editor: FakeEditor;
  readonly item: Signal<string | null>;
  readonly filter: Signal<Filter>;
  readonly nextUp: NextUp;
  /** Say something of the item in view and go where *done* goes. */
  pass(status: Status): void;
}

let ends: (() => void)[];
beforeEach(() => {
  ends = [];
});
afterEach(() => {
  for (const end of ends) end();
});

function walk(from: string, order: readonly string[] = [], reasons: readonly string[] = []): Walk {
  const editor = fakeEditor({ items });
  if (order.length) editor.queue.value = queue(order, reasons);
  const item = signal<string | null>(from);
  const filter = signal<Filter>(EVERYTHING);
  const nextUp = followQueue({
    editor,
    item,
    filter,
    shown: editor.document.items,
    go: (next) => {
      item.value = next;
    },
  });
  ends.push(nextUp.end);
  const pass = (status: Status) => {
    const next = nextUp.next();
    if (item.value !== null) editor.set(item.value, { status });
    item.value = next;
  };
  return { editor, item, filter, nextUp, pass };
}

/** Where *done* leads until nothing is left. */
function walked({ item, pass }: Walk): (string | null)[] {
  const seen = [item.value];
  while (item.value !== null) {
    pass("done");
    seen.push(item.value);
  }
  return seen;
}

describe("walking through a queue", () => {
  test("done follows the queue, and after it the rest in the task's own order", () => {
    expect(walked(walk("s:c", ["s:f", "s:c", "s:b"]))).toEqual([
      "s:c",
      "s:f",
      "s:b",
      "s:a",
      "s:d",
      "s:e",
      null,
    ]);
  });

  test("what is answered or skipped already is passed over", () => {
    const it = walk("s:a", ["s:f", "s:e", "s:d"]);
    it.editor.set("s:f", { status: "skipped" });
    expect(it.nextUp.next()).toBe("s:e");
  });

  test("an item that is to do again comes back at its place in the queue", () => {
    const it = walk("s:f", ["s:f", "s:e", "s:d"]);
    it.pass("done");
    it.pass("done");
    it.editor.set("s:f", { status: "todo" });
    expect(it.nextUp.next()).toBe("s:f");
  });

  test("a filter lets only its own items through", () => {
    const it = walk("s:a", ["s:f", "s:e", "s:d"]);
    it.editor.set("s:e", { flagged: true });
    it.filter.value = { ...EVERYTHING, flagged: true };
    expect(it.nextUp.next()).toBe("s:e");
  });

  test("items that are not of this task are passed over", () => {
    expect(walk("s:a", ["s:elsewhere", "s:d"]).nextUp.next()).toBe("s:d");
  });
});

describe("a queue swapped under the item in view", () => {
  test("the next one stays as it was announced, the rest is swapped at once", () => {
    const it = walk("s:a", ["s:b", "s:c", "s:d"]);
    it.editor.queue.value = queue(["s:f", "s:e"]);
    expect(it.nextUp.upcoming.value.ahead).toEqual(["s:b", "s:f", "s:e", "s:c", "s:d"]);
    expect(walked(it)).toEqual(["s:a", "s:b", "s:f", "s:e", "s:c", "s:d", null]);
  });

  test("so it does when the first queue comes in place of the task's order", () => {
    const it = walk("s:a");
    it.editor.queue.value = queue(["s:f", "s:e"]);
    expect(walked(it).slice(0, 4)).toEqual(["s:a", "s:b", "s:f", "s:e"]);
  });

  test("what was announced keeps the reason it was announced with", () => {
    const it = walk("s:a", ["s:b"], ["margin 0.03"]);
    it.editor.queue.value = queue(["s:c", "s:b"], ["margin 0.01", "margin 0.40"]);
    expect(it.nextUp.reasonFor("s:b")).toBe("margin 0.03");
    expect(it.nextUp.reasonFor("s:c")).toBe("margin 0.01");
    expect(it.nextUp.reasonFor("s:f")).toBeNull();
  });

  test("what was announced and is answered meanwhile is not gone to", () => {
    const it = walk("s:a", ["s:b", "s:c"]);
    it.editor.queue.value = queue(["s:f"]);
    it.editor.set("s:b", { status: "done" });
    expect(it.nextUp.next()).toBe("s:f");
  });

  test("another filter announces anew", () => {
    const it = walk("s:a", ["s:b", "s:c"]);
    it.editor.queue.value = queue(["s:f"]);
    it.filter.value = { ...EVERYTHING, status: "todo" };
    expect(it.nextUp.next()).toBe("s:f");
  });

  test("however often it is swapped, done goes where it was said, and every item comes once", () => {
    const order = fc.subarray(items, { minLength: 0 }).chain((some) => fc.shuffledSubarray(some));
    const steps = fc.array(fc.oneof(order, fc.constant("done" as const)), { maxLength: 20 });
    fc.assert(
      fc.property(order, steps, (first, moves) => {
        const it = walk("s:a", first);
        const seen: (string | null)[] = ["s:a"];
        for (const move of moves) {
          const announced = it.nextUp.next();
          if (move !== "done") {
            it.editor.queue.value = move.length ? queue(move) : null;
            expect(it.nextUp.next()).toBe(announced);
          } else if (it.item.value !== null) {
            it.pass("done");
            expect(it.item.value).toBe(announced);
            seen.push(announced);
          }
        }
        const all = [...seen, ...walked(it).slice(1)].filter((each) => each !== null);
        expect(all.toSorted()).toEqual(items);
        it.nextUp.end();
      }),
    );
  });
});

describe("where every item is to come from the newest model", () => {
  const strict = (from: string, order: readonly string[]) => {
    const it = walk(from, order);
    it.editor.loop.value = loop({ retrain: "wait" });
    return it;
  };

  test("past the queue's end the person waits, and goes on by themselves when it is drawn", () => {
    const it = strict("s:a", ["s:a", "s:b"]);
    expect(it.nextUp.next()).toBe("s:b");
    it.editor.set("s:a", { status: "done" });
    it.item.value = "s:b";
    expect([it.nextUp.waits, it.nextUp.next()]).toEqual([true, null]);
    it.editor.set("s:b", { status: "done" });
    it.nextUp.goOnFromHere();
    it.editor.loop.value = loop({ retrain: "wait", state: "training" });
    it.editor.queue.value = null;
    expect([it.nextUp.waits, it.item.value]).toEqual([true, "s:b"]);
    it.editor.queue.value = queue(["s:f", "s:c"]);
    expect([it.nextUp.waits, it.item.value]).toEqual([false, "s:f"]);
  });

  test("nothing drawn by an older model stays the next", () => {
    const it = strict("s:a", ["s:b", "s:c"]);
    it.editor.queue.value = queue(["s:f"]);
    expect(it.nextUp.next()).toBe("s:f");
  });

  test("whoever went somewhere else meanwhile is left there", () => {
    const it = strict("s:a", ["s:a"]);
    it.nextUp.goOnFromHere();
    it.item.value = "s:d";
    it.editor.queue.value = queue(["s:f"]);
    expect(it.item.value).toBe("s:d");
  });

  test("with nothing left to draw the rest comes in the task's order, and nobody waits at the end", () => {
    const it = strict("s:a", ["s:a"]);
    it.editor.queue.value = null;
    expect([it.nextUp.waits, it.nextUp.next()]).toEqual([false, "s:b"]);
    for (const item of items) it.editor.set(item, { status: "done" });
    it.editor.queue.value = queue(["s:a"]);
    expect(it.nextUp.waits).toBe(false);
  });
});

describe("what is made ready", () => {
  test("next in the queue, then the neighbour, then the rest of the queue, then the order", () => {
    const { nextUp } = walk("s:b", ["s:f", "s:d", "s:a"]);
    expect(nextUp.upcoming.value).toEqual({
      item: "s:b",
      ahead: ["s:f", "s:d", "s:c", "s:a", "s:e"],
      behind: ["s:a"],
    });
  });

  test("without a queue the neighbours, and before them what is still to do", () => {
    const it = walk("s:b");
    expect(it.nextUp.upcoming.value.ahead).toEqual(["s:c", "s:d", "s:e", "s:f"]);
    it.editor.set("s:c", { status: "done" });
    expect(it.nextUp.upcoming.value.ahead).toEqual(["s:d", "s:c", "s:e", "s:f"]);
  });
});
