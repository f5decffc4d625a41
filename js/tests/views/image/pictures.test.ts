import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pictures } from "../../../src/views/image/pictures";
import { fakeDesk } from "./fake_desk";

let closed: string[];
let asked: string[];
let frame: () => void;

beforeEach(() => {
  closed = [];
  asked = [];
  vi.stubGlobal("requestAnimationFrame", (paint: () => void) => {
    frame = paint;
  });
  vi.stubGlobal("createImageBitmap", async (blob: Blob) => {
    const name = await blob.text();
    if (name === "broken") throw new DOMException("no", "InvalidStateError");
    return { width: 8, height: 6, close: () => closed.push(name) };
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function pictures(end = new AbortController()) {
  const { desk } = fakeDesk({
    fields: [],
    items: [],
    asset: async (item) => {
      asked.push(item);
      if (item === "gone") throw new Error("gone.jpg is not there any more");
      return { bytes: new Blob([item]), mime: "image/png", meta: {} };
    },
  });
  const changed = vi.fn();
  return { all: new Pictures(desk.editor, "item", changed, end.signal), changed };
}

test("those asked for are decoded and kept, the others let go once the one in view is painted", async () => {
  const { all, changed } = pictures();
  all.keep(["a", "b"]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledWith("b"));
  expect(all.picture("a")).toMatchObject({ width: 8, height: 6 });
  all.keep(["b", "c"]);
  expect(closed).toEqual([]);
  expect(asked).toEqual(["a", "b"]);
  frame();
  await vi.waitFor(() => expect(closed).toEqual(["a"]));
  expect(all.picture("a")).toBeNull();
  await vi.waitFor(() => expect(all.picture("c")).not.toBeNull());
  expect(asked).toEqual(["a", "b", "c"]);
});

test("what is not at hand is asked for at once", async () => {
  const { all } = pictures();
  all.keep(["a"]);
  await vi.waitFor(() => expect(all.picture("a")).not.toBeNull());
  all.keep(["x", "y"]);
  expect(closed).toEqual(["a"]);
  expect(asked).toEqual(["a", "x", "y"]);
});

test("a broken picture says so in a sentence, and the others go on", async () => {
  const { all } = pictures();
  all.keep(["broken", "a"]);
  await vi.waitFor(() =>
    expect(all.failure("broken")).toMatch(/^this picture cannot be decoded: /),
  );
  await vi.waitFor(() => expect(all.picture("a")).not.toBeNull());
});

test("a missing file shows the kernel's own sentence", async () => {
  const { all } = pictures();
  all.keep(["gone"]);
  await vi.waitFor(() => expect(all.failure("gone")).toBe("gone.jpg is not there any more"));
});

test("what failed is asked for again when it is looked at again", async () => {
  const { all } = pictures();
  all.keep(["gone"]);
  await vi.waitFor(() => expect(all.failure("gone")).not.toBeNull());
  all.retry("gone");
  all.keep(["gone"]);
  expect(asked).toEqual(["gone", "gone"]);
});

test("at the end all are let go", async () => {
  const end = new AbortController();
  const { all } = pictures(end);
  all.keep(["a"]);
  await vi.waitFor(() => expect(all.picture("a")).not.toBeNull());
  end.abort();
  expect(closed).toEqual(["a"]);
});
