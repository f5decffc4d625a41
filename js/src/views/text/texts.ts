/** Which text is in view, and the sentence that stands there while none is. */
import { TextOffsets } from "../../geometry/text_offsets";
import type { Asset, Editor } from "../../state/editor";
import type { ItemKey } from "../../state/types";
import type { Upcoming } from "../next_up";
import * as sentences from "./sentences";

/** Loading is only mentioned when it takes this long: a word that flashes by disturbs. */
const PATIENCE = 250;

export class Texts {
  item: ItemKey | null = null;
  offsets: TextOffsets | null = null;
  /** Why there is none, in a sentence. */
  failure: string | null = null;
  readonly #editor: Editor;
  readonly #sentence = document.createElement("div");
  readonly #changed: () => void;
  readonly #end: AbortSignal;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();

  constructor(root: HTMLElement, editor: Editor, changed: () => void, end: AbortSignal) {
    this.#editor = editor;
    this.#changed = changed;
    this.#end = end;
    this.#sentence.className = "nbl-sentence";
    this.#sentence.hidden = true;
    root.append(this.#sentence);
    end.addEventListener("abort", () => {
      clearTimeout(this.#patience);
      this.#asked.abort();
    });
  }

  open(item: ItemKey | null, upcoming: Upcoming): void {
    this.#asked.abort();
    this.#asked = new AbortController();
    clearTimeout(this.#patience);
    this.item = item;
    this.offsets = null;
    this.failure = null;
    this.#tell(null);
    this.comingUp(upcoming);
    this.#changed();
    if (item === null || this.#end.aborted) return;
    this.#patience = setTimeout(() => this.#tell(sentences.loading), PATIENCE);
    const { signal } = this.#asked;
    this.#editor
      .asset(item, "item", signal)
      .then(decoded)
      .then(
        (offsets) => this.#came(signal, offsets, null),
        (error: unknown) => {
          this.#came(signal, null, error instanceof Error ? error.message : String(error));
        },
      );
  }

  /** Where one may go from here is fetched ahead. */
  comingUp({ item, ahead, behind }: Upcoming): void {
    if (this.item === null || item !== this.item) return;
    this.#editor.prefetch([...ahead.slice(0, 2), ...behind, ...ahead.slice(2)]);
  }

  #came(asked: AbortSignal, offsets: TextOffsets | null, failure: string | null): void {
    if (asked.aborted) return;
    clearTimeout(this.#patience);
    this.offsets = offsets;
    this.failure = failure;
    this.#tell(failure);
    this.#changed();
  }

  #tell(text: string | null): void {
    this.#sentence.textContent = text ?? "";
    this.#sentence.hidden = text === null;
  }
}

/** Nothing is left out, a byte-order mark neither: offsets count it. */
async function decoded({ bytes, meta }: Asset): Promise<TextOffsets> {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytes.arrayBuffer());
  const offsets = new TextOffsets(text);
  const there = meta["length"];
  if (typeof there === "number" && there !== offsets.length) {
    throw new Error(sentences.otherLength(offsets.length, there));
  }
  return offsets;
}
