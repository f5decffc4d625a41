/**
 * How the kernel is: told by the host where it shows it (JupyterLab), else guessed from answers.
 *
 * A kernel that was restarted is idle again, but knows nothing of this view: it stays `gone` until
 * it says something here.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Model } from "./link";

export type KernelState = "idle" | "busy" | "gone";

/** Every message makes the kernel busy for a moment; that is not worth telling. */
export const BUSY_AFTER_MS = 400;

const DYING = new Set(["terminating", "restarting", "autorestarting", "dead"]);

/** What we use of JupyterLab's kernel connection and its signals. */
interface HostSignal {
  connect(slot: () => void): unknown;
  disconnect(slot: () => void): unknown;
}

interface HostKernel {
  readonly status?: string;
  readonly connectionStatus?: string;
  readonly statusChanged?: HostSignal;
  readonly connectionStatusChanged?: HostSignal;
}

export class KernelWatch {
  readonly #state: Signal<KernelState> = signal("idle");
  readonly #connected: Signal<boolean> = signal(true);
  readonly state: ReadonlySignal<KernelState> = this.#state;
  readonly connected: ReadonlySignal<boolean> = this.#connected;
  readonly #model: Model;
  readonly #signal: AbortSignal;
  readonly #back = new Set<() => void>();
  #host: HostKernel | null = null;
  #gone = false;
  #silent = false;
  #busyTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: Model, signal: AbortSignal) {
    this.#model = model;
    this.#signal = signal;
    model.on("comm:close", this.#closed);
    signal.addEventListener(
      "abort",
      () => {
        model.off("comm:close", this.#closed);
        this.#follow(null);
        clearTimeout(this.#busyTimer);
        this.#back.clear();
      },
      { once: true },
    );
    this.look();
  }

  /** Called when the connection is there again: what was under way may be lost. */
  onBack(listener: () => void): void {
    this.#back.add(listener);
  }

  /** The kernel said something. */
  heard(): void {
    this.#gone = false;
    this.#silent = false;
    this.look();
  }

  /** It was asked something a while ago and has not answered. */
  unanswered(): void {
    this.#silent = true;
    this.look();
  }

  /** See how the kernel is now; the host may have another one than before. */
  look(): void {
    if (this.#signal.aborted) return;
    this.#follow(hostKernel(this.#model));
    this.#update();
  }

  readonly #closed = (): void => {
    this.#gone = true;
    this.#update();
  };

  readonly #changed = (): void => {
    this.look();
  };

  #follow(host: HostKernel | null): void {
    if (host === this.#host) return;
    this.#host?.statusChanged?.disconnect(this.#changed);
    this.#host?.connectionStatusChanged?.disconnect(this.#changed);
    this.#host = host;
    host?.statusChanged?.connect(this.#changed);
    host?.connectionStatusChanged?.connect(this.#changed);
  }

  #update(): void {
    const status = this.#host?.status;
    if (status !== undefined && DYING.has(status)) this.#gone = true;
    const connected = (this.#host?.connectionStatus ?? "connected") === "connected";
    const returned = connected && !this.#connected.peek();
    this.#connected.value = connected;
    this.#show(this.#gone ? "gone" : this.#isBusy(status) ? "busy" : "idle");
    if (returned) for (const listener of [...this.#back]) listener();
  }

  #isBusy(status: string | undefined): boolean {
    return status === undefined ? this.#silent : status === "busy" || status === "starting";
  }

  #show(state: KernelState): void {
    if (state !== "busy") {
      clearTimeout(this.#busyTimer);
      this.#busyTimer = undefined;
      this.#state.value = state;
    } else if (this.#state.peek() === "gone") {
      this.#state.value = state;
    } else if (this.#busyTimer === undefined) {
      this.#busyTimer = setTimeout(() => {
        this.#state.value = "busy";
      }, BUSY_AFTER_MS);
    }
  }
}

function hostKernel(model: Model): HostKernel | null {
  try {
    const manager = model.widget_manager as { kernel?: HostKernel | null } | null | undefined;
    const kernel = manager?.kernel;
    return kernel?.statusChanged === undefined ? null : kernel;
  } catch {
    // A host whose getter throws shows us no kernel.
    return null;
  }
}
