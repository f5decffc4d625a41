/** The find bar: what is looked for, where it stands, and which match one is at. */
import { found } from "../../geometry/text_search";
import type { Range } from "../../geometry/text_segments";
import * as sentences from "./sentences";

const MOST = 10_000;

interface Calls {
  readonly text: () => string;
  /** Where looking begins: the first match from here on is the first shown. */
  readonly from: () => number;
  readonly changed: () => void;
  readonly went: (match: Range) => void;
  readonly closed: () => void;
}

export class Find {
  matches: readonly Range[] = [];
  at = -1;
  readonly #calls: Calls;
  readonly #bar = document.createElement("div");
  readonly #input = document.createElement("input");
  readonly #count = document.createElement("span");

  constructor(host: HTMLElement, calls: Calls, end: AbortSignal) {
    this.#calls = calls;
    this.#bar.className = "nbl-find-bar";
    this.#bar.hidden = true;
    this.#bar.setAttribute("role", "search");
    this.#input.type = "search";
    this.#input.setAttribute("aria-label", sentences.find.name);
    this.#input.placeholder = sentences.find.name;
    this.#input.dataset["lmSuppressShortcuts"] = "true";
    this.#count.className = "nbl-find-count";
    this.#count.setAttribute("role", "status");
    this.#bar.append(
      this.#input,
      this.#count,
      button("↑", sentences.find.previous, () => this.go(-1)),
      button("↓", sentences.find.next, () => this.go(1)),
      button("×", sentences.find.close, () => this.close()),
    );
    host.append(this.#bar);
    this.#input.addEventListener("input", () => this.#look(), { signal: end });
    this.#bar.addEventListener(
      "keydown",
      (event) => {
        const again = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
        if (event.isComposing) return;
        if (event.key === "Escape") this.close();
        else if (event.key === "Enter" && event.target === this.#input) {
          this.go(event.shiftKey ? -1 : 1);
        } else if (again) this.#input.select();
        else return;
        event.preventDefault();
      },
      { signal: end },
    );
  }

  get open(): boolean {
    return !this.#bar.hidden;
  }

  /** `wanted` is looked for at once: what is marked, mostly. */
  show(wanted: string): void {
    this.#bar.hidden = false;
    if (wanted !== "" && !wanted.includes("\n")) this.#input.value = wanted;
    this.#input.focus({ preventScroll: true });
    this.#input.select();
    this.#look();
  }

  close(): boolean {
    if (!this.open) return false;
    this.#bar.hidden = true;
    this.matches = [];
    this.at = -1;
    this.#calls.closed();
    return true;
  }

  go(by: 1 | -1): void {
    const { length } = this.matches;
    if (length === 0) return;
    this.at = (this.at + by + length) % length;
    this.#tell();
  }

  #look(): void {
    const wanted = this.#input.value;
    this.matches = found(this.#calls.text(), wanted, MOST);
    const from = this.#calls.from();
    const next = this.matches.findIndex(({ start }) => start >= from);
    this.at = this.matches.length === 0 ? -1 : Math.max(0, next);
    this.#tell();
  }

  #tell(): void {
    const { length } = this.matches;
    const asked = this.#input.value !== "";
    this.#count.textContent = asked ? sentences.matches(this.at, length, length === MOST) : "";
    const match = this.matches[this.at];
    if (match !== undefined) this.#calls.went(match);
    this.#calls.changed();
  }
}

function button(sign: string, name: string, act: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.title = name;
  made.setAttribute("aria-label", name);
  made.dataset["lmSuppressShortcuts"] = "true";
  made.addEventListener("click", act);
  return made;
}
