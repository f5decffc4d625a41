/** The gallery's end of the wire: asks Python to paint, and hears how far it is. One for each view. */
import { randomId } from "../state/random_id";
import type { Model } from "./link";
import { canvasOf } from "./painted";

export class GalleryLink<Heard> {
  readonly #client = randomId();
  readonly #model: Model;

  constructor(model: Model, signal: AbortSignal) {
    this.#model = model;
    signal.addEventListener("abort", () => model.send({ type: "gone", client: this.#client }), {
      once: true,
    });
  }

  listen(listener: (said: Heard) => void, signal: AbortSignal): void {
    const hear = (said: Heard & { readonly client?: string }) => {
      if (said.client === this.#client) listener(said);
    };
    this.#model.on("msg:custom", hear);
    signal.addEventListener("abort", () => this.#model.off("msg:custom", hear), { once: true });
  }

  /** Paint everything anew, as it stands. */
  paint(): void {
    this.#model.send({ type: "paint", client: this.#client });
  }

  /** Have an item opened in its labeler. */
  open(item: string): void {
    this.#model.send({ type: "open", client: this.#client, item });
  }

  /** The canvas of that name, with all that is painted so far. */
  canvas(id: string): Promise<HTMLCanvasElement> {
    return canvasOf(this.#model, id);
  }
}
