/**
 * Requests and replies with the kernel, over anywidget's custom messages.
 *
 * A message of the kernel reaches every tab that shows the model; the link takes what is for its
 * own client or for all. It promises nothing about loss: what matters is sent again by those who
 * know when (state/sender.ts), and open requests by `resend`.
 */
import { randomId } from "../state/random_id";
import { type Incoming, type Outgoing, PROTOCOL, read, write } from "./messages";
import type { Bytes } from "./table";

/** What we use of an anywidget model. */
export interface Model {
  get(name: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the host calls back with what each event carries.
  on(event: string, callback: (...args: any[]) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  off(event: string, callback: (...args: any[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: (ArrayBuffer | ArrayBufferView)[]): void;
  readonly widget_manager?: unknown;
}

/** The kernel's own sentence about why it cannot do what was asked. */
export class KernelError extends Error {
  override name = "KernelError";
}

/** Over 10 MiB in one message the Jupyter server closes the connection. */
export const FRAGMENT_BYTES = 4 * 1024 * 1024;

/** A kernel that is not busy answers in a twentieth of this. */
export const SILENT_MS = 2000;

interface Open {
  readonly message: Outgoing;
  readonly resolve: (reply: Incoming) => void;
  readonly reject: (reason: unknown) => void;
}

export class Link {
  /** How the kernel addresses this tab. */
  readonly client: string = randomId();
  readonly #model: Model;
  readonly #signal: AbortSignal;
  readonly #open = new Map<number, Open>();
  readonly #listeners = new Set<(message: Incoming) => void>();
  readonly #problems = new Set<(why: string) => void>();
  readonly #silences = new Set<(message: Outgoing) => void>();
  #requests = 0;

  constructor(model: Model, signal: AbortSignal) {
    this.#model = model;
    this.#signal = signal;
    model.on("msg:custom", this.#receive);
    signal.addEventListener(
      "abort",
      () => {
        model.off("msg:custom", this.#receive);
        for (const { reject } of [...this.#open.values()]) reject(signal.reason);
        this.#open.clear();
        this.#listeners.clear();
        this.#problems.clear();
        this.#silences.clear();
      },
      { once: true },
    );
  }

  /** Called with every message, in the order in which they come. */
  listen(listener: (message: Incoming) => void): void {
    this.#listeners.add(listener);
  }

  /** Called when the two sides cannot understand each other. */
  onProblem(listener: (why: string) => void): void {
    this.#problems.add(listener);
  }

  /** Called when something asked has had no answer for a while. */
  onSilence(listener: (message: Outgoing) => void): void {
    this.#silences.add(listener);
  }

  /** Send; false if the comm is closed for good or for now. */
  post(message: Outgoing, request?: number): boolean {
    if (this.#signal.aborted) return false;
    const { content, buffers } = write(message);
    const whole = { ...content, ...(request === undefined ? {} : { request }) };
    try {
      for (const [piece, parts] of fragments(whole, buffers)) {
        this.#model.send({ protocol: PROTOCOL, client: this.client, ...piece }, undefined, parts);
      }
      return true;
    } catch (error) {
      // A disposed comm throws; whoever waits is told by the kernel watch, not by each message.
      console.debug("[nblabel] the comm takes nothing", error);
      return false;
    }
  }

  /** Ask, and resolve with the reply. Aborting cancels; an `error` reply rejects with its sentence. */
  request(message: Outgoing, signal?: AbortSignal): Promise<Incoming> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      const silence = setTimeout(() => {
        for (const listener of [...this.#silences]) listener(message);
      }, SILENT_MS);
      const cancel = () => {
        clearTimeout(silence);
        const open = this.#open.delete(request);
        // Only bytes are worth calling off; the rest is answered sooner than it is cancelled.
        if (open && message.type === "asset") this.post({ type: "cancel", request });
        reject(signal?.reason);
      };
      const done = () => {
        clearTimeout(silence);
        this.#open.delete(request);
        signal?.removeEventListener("abort", cancel);
      };
      this.#open.set(request, {
        message,
        resolve: (reply) => {
          done();
          resolve(reply);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
      });
      signal?.addEventListener("abort", cancel, { once: true });
      this.post(message, request);
    });
  }

  /** Ask again what has no reply: the question or its reply may have gone down with a connection. */
  resend(): void {
    for (const [request, { message }] of this.#open) this.post(message, request);
  }

  readonly #receive = (content: unknown, buffers: readonly Bytes[] = []): void => {
    const envelope = content as { protocol?: unknown; client?: unknown } | null;
    if (envelope?.protocol === undefined) return;
    if (envelope.client !== "*" && envelope.client !== this.client) return;
    if (envelope.protocol !== PROTOCOL) {
      const why = `this view speaks protocol ${PROTOCOL}, the kernel ${String(envelope.protocol)}`;
      for (const problem of [...this.#problems]) problem(why);
      return;
    }
    let message: Incoming;
    try {
      message = read(content, buffers);
    } catch (error) {
      console.error("[nblabel] a message of the kernel cannot be read", error, content);
      this.#fail(content, error);
      return;
    }
    const request = "request" in message && message.request !== null ? message.request : undefined;
    const asked = request === undefined ? undefined : this.#open.get(request);
    // What goes to everybody carries the number of whoever asked, which may be another tab.
    const open = envelope.client === "*" && !becomes(asked?.message) ? undefined : asked;
    for (const listener of [...this.#listeners]) listener(message);
    if (message.type === "error") open?.reject(new KernelError(message.why));
    else open?.resolve(message);
  };

  /** Let the one who asked know that its reply came broken. */
  #fail(content: unknown, error: unknown): void {
    const { request } = content as { request?: unknown };
    if (typeof request === "number") this.#open.get(request)?.reject(error);
  }
}

/** Whether all tabs are told of the answer: the labeler goes on as somebody else. */
function becomes(message: Outgoing | undefined): boolean {
  return message?.type === "identify" || message?.type === "continue";
}

/** One message as it is, or as pieces that the server lets through. */
function* fragments(
  content: Record<string, unknown>,
  buffers: readonly Uint8Array[],
): Generator<[Record<string, unknown>, Uint8Array<ArrayBuffer>[]]> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  if (total <= FRAGMENT_BYTES) {
    yield [content, buffers as Uint8Array<ArrayBuffer>[]];
    return;
  }
  const joined = new Uint8Array(total);
  let at = 0;
  for (const buffer of buffers) {
    joined.set(buffer, at);
    at += buffer.byteLength;
  }
  const fragment = randomId();
  const count = Math.ceil(total / FRAGMENT_BYTES);
  for (let index = 0; index < count; index++) {
    const piece = joined.slice(index * FRAGMENT_BYTES, (index + 1) * FRAGMENT_BYTES);
    const head = { type: "fragment", fragment, index, count };
    const sizes = buffers.map((buffer) => buffer.byteLength);
    yield [index === count - 1 ? { ...head, content, sizes } : head, [piece]];
  }
}
