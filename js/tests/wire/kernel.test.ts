import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BUSY_AFTER_MS, KernelWatch } from "../../src/wire/kernel";
import { FakeKernel, Tab } from "../state/fake_kernel";

/** As JupyterLab shows a kernel: statuses, and signals when they change. */
class Host {
  status = "idle";
  connectionStatus = "connected";
  readonly slots = new Set<() => void>();
  readonly statusChanged = this.#signal();
  readonly connectionStatusChanged = this.#signal();

  become(status: string, connectionStatus = "connected"): void {
    this.status = status;
    this.connectionStatus = connectionStatus;
    for (const slot of [...this.slots]) slot();
  }

  #signal() {
    return {
      connect: (slot: () => void) => this.slots.add(slot),
      disconnect: (slot: () => void) => this.slots.delete(slot),
    };
  }
}

let host: Host;
let tab: Tab;
let end: AbortController;
let watch: KernelWatch;

beforeEach(() => {
  vi.useFakeTimers();
  host = new Host();
  tab = new Tab(new FakeKernel(), host);
  end = new AbortController();
  watch = new KernelWatch(tab, end.signal);
});

afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

test("a kernel that is busy for a moment is not called so", () => {
  host.become("busy");
  vi.advanceTimersByTime(BUSY_AFTER_MS - 1);
  host.become("idle");
  vi.advanceTimersByTime(BUSY_AFTER_MS);
  expect(watch.state.value).toBe("idle");
});

test("a kernel that stays busy is", () => {
  host.become("busy");
  vi.advanceTimersByTime(BUSY_AFTER_MS);
  expect(watch.state.value).toBe("busy");
});

test("a restarted kernel knows nothing of this view until it says something here", () => {
  host.become("restarting");
  host.become("idle");
  expect(watch.state.value).toBe("gone");
  watch.heard();
  expect(watch.state.value).toBe("idle");
});

test("a closed comm is a kernel gone", () => {
  tab.emit("comm:close");
  expect(watch.state.value).toBe("gone");
});

test("a connection that comes back is told once", () => {
  const back = vi.fn();
  watch.onBack(back);
  host.become("unknown", "connecting");
  expect(watch.connected.value).toBe(false);
  host.become("idle");
  expect([watch.connected.value, back.mock.calls.length]).toEqual([true, 1]);
});

test("where no host shows the kernel, an unanswered question says busy", () => {
  const blind = new KernelWatch(new Tab(new FakeKernel()), end.signal);
  blind.unanswered();
  vi.advanceTimersByTime(BUSY_AFTER_MS);
  expect(blind.state.value).toBe("busy");
  blind.heard();
  expect(blind.state.value).toBe("idle");
});

test("nothing listens when the signal has ended it", () => {
  end.abort();
  expect([host.slots.size, tab.listeners.get("comm:close")?.size]).toEqual([0, 0]);
});
