/** The pictures at hand, decoded: the one in view, two ahead, one behind. */
import { Picture } from "../../canvas/picture";
import { afterFrame } from "../../canvas/surface";
import type { Editor } from "../../state/editor";
import type { ItemKey } from "../../state/types";
import { cannotDecode } from "./sentences";

interface Held {
  readonly abort: AbortController;
  picture: Picture | null;
  failure: string | null;
  decoding: Promise<Picture> | null;
}

export class Pictures {
  readonly #held = new Map<ItemKey, Held>();
  readonly #editor: Editor;
  readonly #part: string;
  readonly #changed: (item: ItemKey) => void;
  #wanted: readonly ItemKey[] = [];
  #waits = false;

  /** `part`: of the items, what is decoded: themselves, or what Python paints over them. */
  constructor(editor: Editor, part: string, changed: (item: ItemKey) => void, end: AbortSignal) {
    this.#editor = editor;
    this.#part = part;
    this.#changed = changed;
    end.addEventListener("abort", () => this.keep([]));
  }

  picture(item: ItemKey): Picture | null {
    return this.#held.get(item)?.picture ?? null;
  }

  /** Why there is no picture, in a sentence; null while it may still come. */
  failure(item: ItemKey): string | null {
    return this.#held.get(item)?.failure ?? null;
  }

  /** What failed may be there now: ask again when it is looked at again. */
  retry(item: ItemKey): void {
    if (this.#held.get(item)?.failure != null) this.#held.delete(item);
  }

  /**
   * Have these decoded, the first before the others, and let go of the rest.
   *
   * Where the first is at hand it is shown with the next frame, and what comes after it begins then:
   * a decoder and megabytes set free would take the processor from that very frame.
   */
  keep(items: readonly ItemKey[]): void {
    this.#wanted = items;
    if (items[0] === undefined || this.picture(items[0]) === null) this.#exchange();
    else if (!this.#waits) {
      this.#waits = true;
      afterFrame(() => {
        this.#waits = false;
        this.#exchange();
      });
    }
  }

  #exchange(): void {
    for (const [item, held] of this.#held) {
      if (this.#wanted.includes(item)) continue;
      this.#held.delete(item);
      held.abort.abort();
      held.picture?.close();
    }
    for (const item of this.#wanted) {
      if (!this.#held.has(item)) this.#start(item);
    }
  }

  #start(item: ItemKey): void {
    const held: Held = {
      abort: new AbortController(),
      picture: null,
      failure: null,
      decoding: null,
    };
    this.#held.set(item, held);
    void this.#fetch(item, held);
  }

  async #fetch(item: ItemKey, held: Held): Promise<void> {
    const { signal } = held.abort;
    try {
      const asset = await this.#editor.asset(item, this.#part, signal);
      // The one in view must not share the decoder with its neighbours.
      const first = this.#held.get(this.#wanted[0] ?? "");
      if (first !== held && first?.decoding) await first.decoding.catch(() => undefined);
      if (signal.aborted) return;
      held.decoding = Picture.decode(asset.bytes);
      const picture = await held.decoding.catch((error: unknown) => {
        throw new Error(cannotDecode, { cause: error });
      });
      if (signal.aborted) {
        picture.close();
        return;
      }
      held.picture = picture;
      this.#changed(item);
      await picture.halve();
      if (!signal.aborted) this.#changed(item);
    } catch (error) {
      if (signal.aborted) return;
      held.failure = error instanceof Error ? error.message : String(error);
      this.#changed(item);
    }
  }
}
