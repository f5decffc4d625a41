/** Which picture is in view, which are made ready, and the sentence that stands there while none is. */
import type { Picture } from "../../canvas/picture";
import type { Editor } from "../../state/editor";
import type { ItemKey } from "../../state/types";
import type { Upcoming } from "../next_up";
import { Pictures } from "./pictures";
import * as sentences from "./sentences";

/** Loading is only mentioned when it takes this long: a word that flashes by disturbs. */
const PATIENCE = 250;

export class Showing {
  item: ItemKey | null = null;
  readonly #editor: Editor;
  readonly #pictures: Pictures;
  readonly #sentence = document.createElement("div");
  readonly #changed: () => void;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, editor: Editor, changed: () => void, end: AbortSignal) {
    this.#editor = editor;
    this.#changed = changed;
    this.#pictures = new Pictures(editor, (item) => item === this.item && this.#show(), end);
    this.#sentence.className = "nbl-sentence";
    this.#sentence.hidden = true;
    root.append(this.#sentence);
    end.addEventListener("abort", () => clearTimeout(this.#patience));
  }

  get picture(): Picture | null {
    return this.item === null ? null : this.#pictures.picture(this.item);
  }

  /** Why there is none, in a sentence. */
  get failure(): string | null {
    return this.item === null ? null : this.#pictures.failure(this.item);
  }

  open(item: ItemKey | null, upcoming: Upcoming): void {
    this.item = item;
    if (item !== null) {
      this.#pictures.retry(item);
      this.#editor.viewing(item);
    }
    this.comingUp(upcoming);
    this.#show();
  }

  /** Where one may go from here: two ahead and one behind decoded, many more at hand as bytes. */
  comingUp({ item, ahead, behind }: Upcoming): void {
    const here = this.item;
    if (here === null) {
      this.#pictures.keep([]);
      return;
    }
    // What comes after another item must not push out what this one has at hand.
    if (item !== here) return;
    this.#pictures.keep([here, ...ahead.slice(0, 2), ...behind]);
    this.#editor.prefetch([...ahead.slice(0, 2), ...behind, ...ahead.slice(2)]);
  }

  #show(): void {
    clearTimeout(this.#patience);
    this.#tell(this.failure);
    if (this.item !== null && this.picture === null && this.failure === null) {
      this.#patience = setTimeout(() => this.#tell(sentences.loading), PATIENCE);
    }
    this.#changed();
  }

  #tell(text: string | null): void {
    this.#sentence.textContent = text ?? "";
    this.#sentence.hidden = text === null;
  }
}
