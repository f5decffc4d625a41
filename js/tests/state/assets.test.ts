import { setImmediate } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { Assets, LIMITS } from "../../src/state/assets";
import type { Asset } from "../../src/state/editor";

interface Asked {
  readonly item: string;
  readonly part: string;
  readonly signal: AbortSignal;
  answer(bytes?: number): void;
  fail(why: string): void;
}

let asked: Asked[];

beforeEach(() => {
  asked = [];
});

function picture(bytes: number): Asset {
  return { bytes: new Blob([new Uint8Array(bytes)]), mime: "image/png", meta: {} };
}

function open(limits = {}): Assets {
  const fetch = (item: string, part: string, signal: AbortSignal) =>
    new Promise<Asset>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      asked.push({
        item,
        part,
        signal,
        answer: (bytes = 1) => resolve(picture(bytes)),
        fail: (why) => reject(new Error(why)),
      });
    });
  return new Assets(fetch, new AbortController().signal, { ...LIMITS, ...limits });
}

function items(): string[] {
  return asked.map(({ item }) => item);
}

test("what was fetched once is not asked for again", async () => {
  const assets = open();
  const first = assets.get("a", "item");
  const second = assets.get("a", "item");
  asked[0]?.answer();
  expect(await first).toBe(await second);
  expect(await assets.get("a", "item")).toBe(await first);
  expect(items()).toEqual(["a"]);
});

test("an item and its thumbnail are two things", () => {
  const assets = open();
  void assets.get("a", "item");
  void assets.get("a", "thumbnail");
  expect(asked.map(({ part }) => part)).toEqual(["item", "thumbnail"]);
});

test("what comes next is fetched nearest first, so many at once", async () => {
  const assets = open({ atOnce: 2 });
  assets.prefetch(["a", "b", "c"]);
  expect(items()).toEqual(["a", "b"]);
  asked[0]?.answer();
  await setImmediate();
  expect(items()).toEqual(["a", "b", "c"]);
});

test("fetching ahead stops at so many items and bytes", async () => {
  const assets = open({ aheadItems: 3, aheadBytes: 10, atOnce: 1 });
  assets.prefetch(["a", "b", "c", "d"]);
  asked[0]?.answer(6);
  await setImmediate();
  asked[1]?.answer(6);
  await setImmediate();
  expect(items()).toEqual(["a", "b"]);
});

test("what is looked at does not wait for what comes next", () => {
  const assets = open({ atOnce: 1 });
  assets.prefetch(["a", "b"]);
  void assets.get("z", "item");
  expect(items()).toEqual(["a", "z"]);
});

test("what nobody wants any more is cancelled", () => {
  const assets = open();
  assets.prefetch(["a", "b"]);
  assets.prefetch(["b", "c"]);
  expect(asked.map(({ item, signal }) => [item, signal.aborted])).toEqual([
    ["a", true],
    ["b", false],
    ["c", false],
  ]);
});

test("one who leaves does not take it from the others", async () => {
  const assets = open();
  const leaving = new AbortController();
  const left = assets.get("a", "item", leaving.signal);
  const stays = assets.get("a", "item");
  leaving.abort(new Error("gone on"));
  await expect(left).rejects.toThrow("gone on");
  expect(asked[0]?.signal.aborted).toBe(false);
  asked[0]?.answer();
  await stays;
});

test("the last who leaves cancels it", async () => {
  const assets = open();
  const leaving = new AbortController();
  const left = assets.get("a", "item", leaving.signal);
  leaving.abort(new Error("gone on"));
  await expect(left).rejects.toThrow("gone on");
  expect(asked[0]?.signal.aborted).toBe(true);
});

test("a failure says the kernel's sentence, and is asked for again when shown again", async () => {
  const assets = open();
  assets.prefetch(["a"]);
  asked[0]?.fail("'a' is no picture");
  await setImmediate();
  assets.prefetch(["a"]);
  expect(items()).toEqual(["a"]);
  const shown = assets.get("a", "item");
  asked[1]?.fail("'a' is no picture");
  await expect(shown).rejects.toThrow("'a' is no picture");
});

test("a gift is not asked for", async () => {
  const assets = open();
  const gift = picture(3);
  assets.gift("a", "item", gift);
  expect(await assets.get("a", "item")).toBe(gift);
  expect(asked).toEqual([]);
});

test("a gift settles what was asked for meanwhile, which is called off", async () => {
  const assets = open();
  const shown = assets.get("a", "item");
  const gift = picture(3);
  assets.gift("a", "item", gift);
  expect(await shown).toBe(gift);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(await assets.get("a", "item")).toBe(gift);
  expect(items()).toEqual(["a"]);
});

test("a gift makes room for what comes next", () => {
  const assets = open({ atOnce: 1 });
  assets.prefetch(["a", "b"]);
  assets.gift("a", "item", picture(3));
  expect(items()).toEqual(["a", "b"]);
});

test("the longest unused goes first, but not what comes next", async () => {
  const assets = open({ keptBytes: 10 });
  assets.gift("next", "item", picture(4));
  assets.prefetch(["next"]);
  assets.gift("old", "item", picture(4));
  assets.gift("new", "item", picture(4));
  await assets.get("next", "item");
  await assets.get("new", "item");
  expect(asked).toEqual([]);
  void assets.get("old", "item");
  expect(items()).toEqual(["old"]);
});
