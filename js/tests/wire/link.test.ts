import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../../src/state/types";
import { FRAGMENT_BYTES, KernelError, Link } from "../../src/wire/link";
import { type Incoming, PROTOCOL } from "../../src/wire/messages";
import { FakeKernel, Tab } from "../state/fake_kernel";

let tab: Tab;
let link: Link;
let end: AbortController;
let heard: Incoming[];

beforeEach(() => {
  tab = new Tab(new FakeKernel());
  end = new AbortController();
  link = new Link(tab, end.signal);
  heard = [];
  link.listen((message) => heard.push(message));
});

afterEach(() => end.abort());

function tell(content: Record<string, unknown>, client = link.client): void {
  tab.emit("msg:custom", { protocol: PROTOCOL, client, ...content }, []);
}

test("every message says its protocol, its type and who sent it", () => {
  link.post({ type: "view", item: "i:3" });
  expect(tab.up[0]?.content).toEqual({
    protocol: PROTOCOL,
    client: link.client,
    type: "view",
    item: "i:3",
  });
});

test("a reply comes to the one who asked", async () => {
  const asked = link.request({ type: "ping" });
  tell({ type: "pong", request: 1, commit: 7 });
  expect(await asked).toEqual({ type: "pong", request: 1, commit: 7 });
});

test("what is for another tab is not heard", () => {
  tell({ type: "go_to", item: "i:3" }, "another tab");
  expect(heard).toEqual([]);
});

test("a broadcast with another tab's request number is no reply", async () => {
  const asked = link.request({ type: "ping" });
  tell({ type: "error", request: 1, why: "not yours" }, "*");
  tell({ type: "pong", request: 1, commit: 7 });
  expect(await asked).toMatchObject({ type: "pong" });
});

test("an error rejects with the kernel's own sentence", async () => {
  const asked = link.request({ type: "asset", item: "i:3", part: "item" });
  tell({ type: "error", request: 1, why: "'3' is no picture" });
  await expect(asked).rejects.toEqual(new KernelError("'3' is no picture"));
});

test("aborting cancels an asset in the kernel too", async () => {
  const leaving = new AbortController();
  const asked = link.request({ type: "asset", item: "i:3", part: "item" }, leaving.signal);
  leaving.abort(new Error("gone on"));
  await expect(asked).rejects.toThrow("gone on");
  expect(tab.up[1]?.content).toMatchObject({ type: "cancel", request: 1 });
});

test("what has no reply yet can be asked again under the same number", async () => {
  const asked = link.request({ type: "ping" });
  link.resend();
  expect(tab.up.map(({ content }) => content)).toMatchObject([{ request: 1 }, { request: 1 }]);
  tell({ type: "pong", request: 1, commit: 0 });
  await asked;
  link.resend();
  expect(tab.up).toHaveLength(2);
});

test("another protocol is a problem, said once for all", () => {
  const problems: string[] = [];
  link.onProblem((why) => problems.push(why));
  tab.emit("msg:custom", { protocol: 9, client: "*", type: "opened" }, []);
  expect(problems).toEqual(["this view speaks protocol 1, the kernel 9"]);
});

test("an ill-formed reply names what is wrong with it", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const asked = link.request({ type: "ping" });
  tell({ type: "pong", request: 1, commit: "seven" });
  await expect(asked).rejects.toThrow("message 'pong': commit is not a number");
});

test("an unknown message is named", () => {
  const log = vi.spyOn(console, "error").mockReturnValue();
  tell({ type: "sing" });
  expect(String(log.mock.calls[0]?.[1])).toContain("there is no message 'sing'");
});

test("what the server would not let through goes in pieces that join to the same", () => {
  const comment = "x".repeat(FRAGMENT_BYTES + 10);
  const change: Change = {
    change: "c",
    task: "t",
    annotator: "ada",
    client: link.client,
    n: 1,
    reverts: null,
    at: 1,
    ops: [{ action: "set", item: "i:3", annotation: null, before: null, after: { comment } }],
  };
  link.post({ type: "changes", changes: [change] });
  const pieces = tab.up.map(({ content, buffers }) => ({ content, buffer: buffers[0] }));
  expect(pieces.map(({ content }) => content)).toMatchObject([
    { index: 0, count: 2 },
    { index: 1, count: 2, content: { type: "changes" } },
  ]);
  expect(Math.max(...pieces.map(({ buffer }) => buffer?.length ?? 0))).toBe(FRAGMENT_BYTES);
  const { sizes } = (pieces[1] as unknown as { content: { sizes: number[] } }).content;
  const total = pieces.reduce((sum, { buffer }) => sum + (buffer?.length ?? 0), 0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
});

test("a comm that takes nothing is no exception", () => {
  vi.spyOn(console, "debug").mockReturnValue();
  vi.spyOn(tab, "send").mockImplementation(() => {
    throw new Error("the comm is disposed");
  });
  expect(link.post({ type: "ping" })).toBe(false);
});

test("with the signal all ends: listeners, and what was asked", async () => {
  const asked = link.request({ type: "ping" });
  end.abort(new Error("the widget is gone"));
  await expect(asked).rejects.toThrow("the widget is gone");
  expect(tab.listeners.get("msg:custom")?.size).toBe(0);
});
