import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ledger } from "../../src/state/apply";
import type { Editor } from "../../src/state/editor";
import { createOp, updateOps } from "../../src/state/gestures";
import type { Annotation } from "../../src/state/types";
import { FakeKernel } from "./fake_kernel";
import { MapLedger } from "./map_ledger";
import { holdTime, type Open, openedTab, openTab, pass, settle } from "./setup";
import { anOp, box, type Gesture, ITEMS } from "./some";

const [STREET = "", CORNER = ""] = ITEMS;
const BUS = {
  field: "box",
  kind: "box",
  label: "bus",
  geometry: { x: 0, y: 1, width: 2, height: 3, angle: 0 },
};

const SAID = { action: "set", item: STREET, annotation: null } as const;

let kernel: FakeKernel;
const opened: Open[] = [];

beforeEach(() => {
  holdTime();
  globalThis.indexedDB = new IDBFactory();
  kernel = new FakeKernel();
});

afterEach(() => {
  for (const { close } of opened.splice(0)) close();
  vi.useRealTimers();
});

async function tabOf(which: FakeKernel = kernel, host?: unknown): Promise<Open> {
  const open = await openedTab(which, host);
  opened.push(open);
  return open;
}

test("a gesture shows at once, is sent at once, and is saved when the kernel has it", async () => {
  const { tab, editor } = await tabOf();
  const bus = editor.create(STREET, BUS);
  expect(editor.document.of(STREET)).toEqual([bus]);
  expect(editor.saving.value).toMatchObject({ waiting: 1, because: "ok", safe: true });
  expect(tab.up).toHaveLength(1);
  tab.carryAll();
  expect(editor.saving.value.waiting).toBe(0);
  expect([...kernel.ledger.rows.values()]).toEqual([bus]);
});

test("what another tab and Python do shows here", async () => {
  const [here, there] = [await tabOf(), await tabOf()];
  const bus = there.editor.create(STREET, BUS);
  there.tab.carryAll();
  kernel.act([createOp(box("python's", CORNER))]);
  here.tab.carryAll();
  expect(here.editor.document.of(STREET)).toEqual([bus]);
  expect(here.editor.document.of(CORNER)).toHaveLength(1);
});

test("a task opened again at the same commit is not drawn anew", async () => {
  const { tab, editor } = await tabOf();
  const seen: unknown[] = [];
  editor.document.onTouched((touched) => seen.push(touched), new AbortController().signal);
  kernel.open(String(kernel.asked[0]?.client), 1);
  tab.carryAll();
  expect(seen).toEqual([]);
});

test("a missed commit is asked for", async () => {
  const { tab, editor } = await tabOf();
  kernel.act([createOp(box("a", STREET))]);
  tab.down.splice(0);
  kernel.act([createOp(box("b", STREET))]);
  tab.carryAll();
  expect(editor.document.of(STREET).map(({ id }) => id)).toEqual(["a", "b"]);
});

test("an update that brings back what was deleted before this tab opens it anew", async () => {
  kernel.act([createOp(box("a", STREET))]);
  kernel.act([{ action: "delete", item: STREET, annotation: "a", before: null, after: null }]);
  const { tab, editor } = await tabOf();
  kernel.act(updateOps(box("a", STREET), { label: "car" }));
  tab.carryAll();
  expect(editor.document.get("a")?.label).toBe("car");
});

test("a change the kernel refuses is taken back, with what builds on it, and says why", async () => {
  const { tab, editor } = await tabOf();
  kernel.refuses = ({ n }) => n === 1;
  const bus = editor.create(STREET, BUS);
  editor.update([bus], { label: "car" });
  tab.carryAll();
  expect(editor.document.of(STREET)).toEqual([]);
  expect(editor.notices.value.at(-1)).toEqual({ level: "error", text: "this cannot be kept" });
  expect(editor.saving.value.waiting).toBe(0);
});

test("a store that cannot write says why, and is tried again until it can", async () => {
  const { tab, editor } = await tabOf();
  kernel.full = "the disk is full";
  editor.create(STREET, BUS);
  tab.carryAll();
  expect(editor.saving.value).toMatchObject({ because: "store", why: "the disk is full" });
  await pass(6000);
  tab.carryAll();
  kernel.full = null;
  await pass(6000);
  tab.carryAll();
  expect(editor.saving.value).toMatchObject({ waiting: 0, because: "ok", why: null });
  expect(kernel.log).toHaveLength(1);
});

test("what went down with the line is sent again when a later ping is answered", async () => {
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  tab.up.splice(0);
  await pass(3000);
  tab.carryAll();
  await settle();
  tab.carryAll();
  expect(kernel.log).toHaveLength(1);
  expect(editor.saving.value.waiting).toBe(0);
});

test("an acknowledgement that overtakes its commit leaves the gesture shown, once", async () => {
  const { tab, editor } = await tabOf();
  kernel.tellLater();
  editor.create(STREET, BUS);
  tab.carryUp();
  tab.carryDown();
  expect(editor.saving.value.waiting).toBe(0);
  expect(editor.document.of(STREET)).toHaveLength(1);
  await settle();
  tab.carryAll();
  expect(editor.document.of(STREET)).toHaveLength(1);
  kernel.tellNow();
  tab.carryAll();
  expect(editor.document.of(STREET)).toHaveLength(1);
});

test("an acknowledged gap is filled from the first that is missing", async () => {
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  tab.up.splice(0);
  editor.create(CORNER, BUS);
  tab.carryAll();
  expect(kernel.log.map(({ n }) => n)).toEqual([1, 2]);
});

test("where no host shows the kernel, silence means that it is busy", async () => {
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  await pass(4000);
  expect(editor.saving.value.because).toBe("busy");
  tab.carryAll();
  await settle();
  expect(editor.saving.value).toMatchObject({ waiting: 0, because: "ok" });
});

test("what waits survives a killed browser and is saved by whoever opens the task next", async () => {
  const first = await openedTab(kernel);
  const bus = first.editor.create(STREET, BUS);
  first.editor.update([bus], { label: "car" });
  await settle();
  first.tab.up.splice(0);
  first.close();
  const second = await tabOf();
  expect(second.editor.document.get(bus.id)?.label).toBe("car");
  expect(second.editor.saving.value.waiting).toBe(2);
  second.tab.carryAll();
  await settle();
  expect(kernel.log.map(({ n, change }) => [n, change.length])).toEqual([
    [1, 32],
    [2, 32],
  ]);
  expect(second.editor.saving.value.waiting).toBe(0);
  const third = await tabOf();
  expect(third.editor.saving.value.waiting).toBe(0);
  expect(kernel.log).toHaveLength(2);
});

test("what was committed but never confirmed before the reload is there once", async () => {
  const first = await openedTab(kernel);
  first.editor.create(STREET, BUS);
  await settle();
  first.tab.carryUp();
  first.tab.down.splice(0);
  first.close();
  const second = await tabOf();
  second.tab.carryAll();
  await settle();
  expect(second.editor.document.of(STREET)).toHaveLength(1);
  expect(second.editor.saving.value.waiting).toBe(0);
  expect(kernel.log).toHaveLength(1);
});

test("changes left behind a number that is lost are sent under new numbers", async () => {
  const first = await openedTab(kernel);
  first.editor.create(STREET, BUS);
  first.editor.create(CORNER, BUS);
  await settle();
  first.tab.up.splice(0);
  first.close();
  await forget(1);
  const second = await tabOf();
  second.tab.carryAll();
  await pass(6000);
  second.tab.carryAll();
  await settle();
  expect(second.editor.saving.value.waiting).toBe(0);
  expect([...kernel.ledger.rows.values()].map(({ item }) => item)).toEqual([CORNER]);
});

test("where IndexedDB is refused the work goes on and is called unsafe", async () => {
  vi.spyOn(IDBFactory.prototype, "open").mockImplementation(() => {
    throw new DOMException("not in a private window", "SecurityError");
  });
  vi.spyOn(console, "warn").mockReturnValue();
  vi.spyOn(console, "debug").mockReturnValue();
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  await settle();
  expect(editor.saving.value).toMatchObject({ waiting: 1, safe: false });
  tab.carryAll();
  expect(editor.saving.value.waiting).toBe(0);
  expect(kernel.log).toHaveLength(1);
});

test("undo and redo go across items and survive a reload", async () => {
  const first = await openedTab(kernel);
  const bus = first.editor.create(STREET, BUS);
  first.editor.set(CORNER, { status: "done", seconds: 4 });
  first.tab.carryAll();
  first.close();
  const { tab, editor } = await tabOf();
  expect(editor.undo()).toMatchObject({ item: CORNER, skipped: 0 });
  expect(editor.document.answer(CORNER)).toMatchObject({ status: "todo", seconds: 4 });
  expect(editor.undo()).toMatchObject({ item: STREET });
  expect(editor.document.of(STREET)).toEqual([]);
  expect(editor.canUndo.value).toBe(false);
  editor.redo();
  expect(editor.document.of(STREET)).toEqual([bus]);
  tab.carryAll();
  expect(editor.canRedo.value).toBe(true);
  expect(kernel.ledger.rows.size).toBe(1);
});

test("time spent is no gesture to undo", async () => {
  const { editor } = await tabOf();
  editor.create(STREET, BUS);
  editor.set(STREET, { seconds: 12 });
  expect(editor.undo()).toMatchObject({ ops: [{ action: "create" }] });
  expect(editor.canUndo.value).toBe(false);
});

test("a step whose target changed since is left out and counted", async () => {
  const { tab, editor } = await tabOf();
  const bus = editor.create(STREET, BUS);
  editor.update([bus], { label: "car" });
  tab.carryAll();
  // Not in this annotator's log, as when another window on the store mended it.
  kernel.ledger.stand({ ...bus, label: "van" });
  kernel.open("*");
  tab.carryAll();
  expect(editor.undo()).toEqual({ item: null, ops: [], skipped: 2 });
});

test("a single choice replaces the one before and a second press takes it back", async () => {
  const { editor } = await tabOf();
  editor.choose(STREET, "class", "rain");
  editor.choose(STREET, "class", "sun", { status: "done" });
  expect(editor.document.of(STREET).map(({ label }) => label)).toEqual(["sun"]);
  expect(editor.document.answer(STREET).status).toBe("done");
  editor.undo();
  expect(editor.document.of(STREET).map(({ label }) => label)).toEqual(["rain"]);
  expect(editor.document.answer(STREET).status).toBe("todo");
  editor.choose(STREET, "class", "rain");
  expect(editor.document.of(STREET)).toEqual([]);
});

test("several choices stand side by side", async () => {
  const { editor } = await tabOf();
  editor.choose(STREET, "weather", "rain");
  editor.choose(STREET, "weather", "fog");
  editor.choose(STREET, "weather", "rain");
  expect(editor.document.of(STREET).map(({ label }) => label)).toEqual(["fog"]);
});

test("a model's box that a person mends is called edited", async () => {
  kernel.ledger.stand({ ...box("a", STREET), source: "model", model: "yolo", score: 0.5 });
  const { editor } = await tabOf();
  const target = editor.document.get("a");
  editor.update(target === undefined ? [] : [target], { label: "car" });
  expect(editor.document.get("a")).toMatchObject({ source: "model", decision: "edited" });
});

test("what changes nothing is no change", async () => {
  const { tab, editor } = await tabOf();
  const bus = editor.create(STREET, BUS);
  tab.carryAll();
  editor.update([bus], { label: "bus" });
  editor.set(STREET, { flagged: false });
  editor.commit([]);
  expect(tab.up).toEqual([]);
});

test("who they are is told after what they did was saved", async () => {
  kernel.annotator = { name: "root", generic: true, others: [] };
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  const told = editor.identify("anna");
  tab.carryAll();
  await settle();
  tab.carryAll();
  await told;
  expect(kernel.log.map(({ annotator }) => annotator)).toEqual(["root"]);
  expect(editor.annotator.value?.name).toBe("anna");
  editor.create(CORNER, BUS);
  tab.carryAll();
  expect(kernel.log.at(-1)).toMatchObject({ annotator: "anna", n: 1 });
});

test("what waits under a generic name comes along to the name another tab gives", async () => {
  kernel.annotator = { name: "root", generic: true, others: [] };
  const [here, there] = [await tabOf(), await tabOf()];
  const bus = here.editor.create(STREET, BUS);
  here.tab.up.splice(0);
  const told = there.editor.identify("anna");
  await settle();
  there.tab.carryAll();
  await told;
  here.tab.carryAll();
  await settle();
  expect(here.editor.annotator.value?.name).toBe("anna");
  expect(here.editor.document.of(STREET)).toEqual([bus]);
  expect(here.editor.saving.value.waiting).toBe(0);
  expect(kernel.log).toHaveLength(1);
});

test("flush resolves when all is saved", async () => {
  const { tab, editor } = await tabOf();
  editor.create(STREET, BUS);
  let saved = false;
  const flushed = editor.flush().then(() => {
    saved = true;
  });
  await settle();
  expect(saved).toBe(false);
  tab.carryAll();
  await flushed;
});

test("another protocol is said in place of the item", () => {
  const open = openTab(kernel);
  opened.push(open);
  kernel.tabs[0]?.emit("msg:custom", { protocol: 2, type: "opened", client: "*" }, []);
  expect(open.editor.failure.value).toContain("restart the kernel and run the cell again");
});

test("what Python says of an item to go to reaches the view until it ends", async () => {
  const { tab, editor } = await tabOf();
  const gone: string[] = [];
  const end = new AbortController();
  editor.onGoTo((item) => gone.push(item), end.signal);
  kernel.tell("*", { type: "go_to", item: CORNER });
  tab.carryAll();
  end.abort();
  kernel.tell("*", { type: "go_to", item: STREET });
  tab.carryAll();
  expect(gone).toEqual([CORNER]);
});

test("nothing listens on the model when the editor has ended", async () => {
  const { tab, close } = await openedTab(kernel);
  close();
  expect([...tab.listeners.values()].map(({ size }) => size)).toEqual([0, 0]);
});

/** What may happen on a line: gestures, messages carried, lost or doubled, the connection gone. */
type Event =
  | { readonly what: "gesture" | "python"; readonly who: number; readonly make: Gesture }
  | {
      readonly what: "undo" | "redo" | "up" | "down" | "lose" | "double" | "wait";
      readonly who: number;
    }
  | { readonly what: "reload" | "tell later" | "tell now"; readonly who: number };

const who = fc.nat(1);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("gesture" as const), who, make: anOp }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("python" as const), who, make: anOp }) },
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constantFrom("undo", "redo", "up", "up", "down", "down", "lose", "double", "wait"),
      who,
    }) as fc.Arbitrary<Event>,
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("reload" as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom("tell later" as const, "tell now" as const),
      who,
    }),
  },
);

test("whatever is lost, doubled, late or overtaken, all gestures arrive once and in order, and all agree", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 80, size: "max" }), async (events) => {
      globalThis.indexedDB = new IDBFactory();
      const kernel = new FakeKernel();
      const tabs = [await openedTab(kernel), await openedTab(kernel)];
      let gestures = 0;
      for (const each of events) {
        const { tab, editor, close } = tabs[each.who] as Open;
        switch (each.what) {
          case "gesture":
            if (editor.task.peek() !== null) {
              const ops = each.make(whatStands(editor));
              editor.commit(ops);
              if (ops.length > 0) gestures += 1;
            }
            break;
          case "python":
            kernel.act(each.make(kernel.ledger));
            break;
          case "undo":
          case "redo":
            if (editor[each.what]()?.item) gestures += 1;
            break;
          case "up":
            tab.carryUp();
            break;
          case "down":
            tab.carryDown();
            break;
          case "lose":
            (tab.up.length > 0 ? tab.up : tab.down).shift();
            break;
          case "double":
            if (tab.up[0] !== undefined) tab.up.unshift(tab.up[0]);
            else if (tab.down[0] !== undefined) tab.down.unshift(tab.down[0]);
            break;
          case "wait":
            await pass(3000);
            break;
          case "tell later":
            kernel.tellLater();
            break;
          case "tell now":
            kernel.tellNow();
            break;
          case "reload":
            await settle();
            close();
            tabs[each.who] = await openedTab(kernel);
        }
      }
      // A tab in which nothing waits learns from the next commit that it missed one.
      kernel.tellNow();
      kernel.act([{ ...SAID, before: null, after: { comment: "the end" } }]);
      for (let round = 0; round < 8; round++) {
        for (const { tab } of tabs) tab.carryAll();
        await pass(6000);
      }
      const ids = kernel.log.map(({ change }) => change);
      expect(new Set(ids).size).toBe(ids.length);
      expect(kernel.log.filter(({ client }) => client !== "kernel")).toHaveLength(gestures);
      for (const client of new Set(kernel.log.map(({ client }) => client))) {
        const numbers = kernel.log.filter((each) => each.client === client).map(({ n }) => n);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
      for (const { editor, close } of tabs) {
        expect(editor.saving.value).toMatchObject({ waiting: 0, because: "ok" });
        const shown = ITEMS.flatMap((item) => editor.document.of(item));
        expect(byId(shown)).toEqual(byId([...kernel.ledger.rows.values()]));
        for (const item of ITEMS) {
          expect(editor.document.answer(item)).toEqual(kernel.ledger.answer(item));
        }
        close();
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

function byId(rows: readonly Annotation[]): readonly Annotation[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What an editor shows, as gestures are made from it. */
function whatStands({ document }: Editor): Ledger {
  const ledger = new MapLedger();
  for (const item of ITEMS) {
    for (const annotation of document.of(item)) ledger.stand(annotation);
    ledger.say(item, document.answer(item));
  }
  return ledger;
}

/** As if the browser had lost one number from what it keeps. */
async function forget(n: number): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("nblabel", 1);
    request.onsuccess = () => resolve(request.result);
  });
  const store = database.transaction("changes", "readwrite").objectStore("changes");
  const keys = store.getAllKeys();
  await new Promise<void>((resolve) => {
    keys.onsuccess = () => {
      for (const key of keys.result as [string, string, number][]) {
        if (key[2] === n) store.delete(key);
      }
    };
    store.transaction.oncomplete = () => resolve();
  });
  database.close();
}
