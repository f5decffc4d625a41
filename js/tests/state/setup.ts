/** A tab with an editor in it, a kernel behind it, and hands on the clock. */
import { setImmediate } from "node:timers/promises";
import { vi } from "vitest";
import type { Editor } from "../../src/state/editor";
import { openEditor } from "../../src/state/local_editor";
import type { FakeKernel } from "./fake_kernel";
import { Tab } from "./fake_kernel";

/** Time stands still but for what `pass` lets go by; IndexedDB goes on in real time. */
export function holdTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
  });
}

export interface Open {
  readonly tab: Tab;
  readonly editor: Editor;
  /** Close the tab as a killed browser does: nothing more is sent or kept. */
  close(): void;
}

export function openTab(kernel: FakeKernel, host?: unknown): Open {
  const tab = new Tab(kernel, host);
  const end = new AbortController();
  const editor = openEditor(tab, end.signal);
  return {
    tab,
    editor,
    close() {
      kernel.tabs.splice(kernel.tabs.indexOf(tab), 1);
      end.abort(new Error("the tab was closed"));
    },
  };
}

/** A tab in which the task is open and all that was left behind is shown. */
export async function openedTab(kernel: FakeKernel, host?: unknown): Promise<Open> {
  const open = openTab(kernel, host);
  open.tab.carryAll();
  await settle();
  return open;
}

/** Let promises and IndexedDB finish what they began. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await setImmediate();
}

export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}
