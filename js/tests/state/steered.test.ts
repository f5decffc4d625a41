/** The loop as a tab hears of it: in what it opens, and in each change after. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeKernel } from "./fake_kernel";
import { holdTime, type Open, openedTab } from "./setup";
import { loop, round } from "./some_loop";

const [FIRST = "", SECOND = "", THIRD = ""] = new FakeKernel().items;

let kernel: FakeKernel;
let open: Open | null;

beforeEach(() => {
  holdTime();
  globalThis.indexedDB = new IDBFactory();
  kernel = new FakeKernel();
  open = null;
});

afterEach(() => {
  open?.close();
  vi.useRealTimers();
});

async function tab(): Promise<Open> {
  open = await openedTab(kernel);
  return open;
}

test("without a loop there is no queue and nothing to show", async () => {
  const { editor } = await tab();
  expect([editor.queue.value, editor.loop.value]).toEqual([null, null]);
});

test("a tab opens with the queue, its reasons, and the whole curve", async () => {
  kernel.loop = loop({ curve: [round(1, { score: null, low: null, high: null }), round(2)] });
  kernel.queue = [
    [THIRD, "margin 0.03"],
    [FIRST, null],
  ];
  const { editor } = await tab();
  expect(editor.loop.value).toEqual(kernel.loop);
  expect(editor.queue.value?.items).toEqual([THIRD, FIRST]);
  expect([...(editor.queue.value?.reasons ?? [])]).toEqual(kernel.queue);
});

test("a queue that is drawn anew is swapped whole, and one without items is none", async () => {
  const { editor, tab: line } = await tab();
  kernel.draw([[SECOND, "entropy 1.08"]]);
  line.carryAll();
  expect(editor.queue.value?.items).toEqual([SECOND]);
  kernel.draw([]);
  line.carryAll();
  expect(editor.queue.value).toBeNull();
});

test("how the loop gets on is heard at once, and that it is gone", async () => {
  const { editor, tab: line } = await tab();
  const failed = loop({
    state: "failed",
    error: { said: "ValueError: no", detail: "Traceback …\nValueError: no" },
  });
  kernel.progress(failed);
  line.carryAll();
  expect(editor.loop.value).toEqual(failed);
  kernel.progress(null);
  line.carryAll();
  expect(editor.loop.value).toBeNull();
});

test.each(["train", "pause", "resume"] as const)("'%s' goes to the kernel", async (action) => {
  const { editor, tab: line } = await tab();
  editor.steer(action);
  expect(line.up.map(({ content }) => content)).toMatchObject([{ type: "steer", action }]);
});
