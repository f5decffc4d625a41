/** What the kernel says of its loop, read from the very bytes that Python writes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MessageError, read, write } from "../../src/wire/messages";
import type { TableMeta } from "../../src/wire/table";

const fixtures = new URL("../../../tests/contract/tables/", import.meta.url);

interface Fixture {
  readonly tables: Readonly<Record<string, TableMeta>>;
  readonly sizes: readonly number[];
}

function sent(name: string, content: Record<string, unknown>) {
  const about = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), "utf8")) as Fixture;
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.bin`, fixtures)));
  let at = 0;
  const buffers = about.sizes.map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
  return read({ ...content, tables: about.tables }, buffers);
}

test("a queue has its items in order, each with its reason or none", () => {
  const said = sent("queue", { type: "queue", round: 3 });
  if (said.type !== "queue") throw new Error(`a queue came as '${said.type}'`);
  expect(said.queue?.round).toBe(3);
  expect(said.queue?.items).toEqual(["s:wood/Bäume 🌲.png", "s:street/1.jpg", "i:12"]);
  expect(said.queue?.reasons.get("s:wood/Bäume 🌲.png")).toBe("margin 0.03");
  expect(said.queue?.reasons.get("s:street/1.jpg")).toBeNull();
});

test("a loop has its curve, a round that was not measured among it", () => {
  const said = sent("curve", { type: "loop", loop: { state: "ready", metric: "F1" } });
  expect(said).toMatchObject({
    type: "loop",
    loop: {
      state: "ready",
      metric: "F1",
      curve: [
        { round: 1, labels: 10, minutes: 0.5, score: null, low: null, high: null, tested: 0 },
        { round: 2, labels: 20, minutes: 1.25, score: 0.75, low: 0.25, high: 0.9375, tested: 4 },
      ],
    },
  });
});

test("that there is no loop is said with null", () => {
  expect(sent("curve", { type: "loop", loop: null })).toEqual({ type: "loop", loop: null });
  expect(() => sent("curve", { type: "loop" })).toThrow(MessageError);
});

test("what a person tells the loop has no buffers", () => {
  const { content, buffers } = write({ type: "steer", action: "pause" });
  expect([content, buffers]).toEqual([{ type: "steer", action: "pause" }, []]);
});
