/** The browser's own scroll bar, for a text that is scrolled by us. */

/** Browsers keep no element higher than this. */
const HIGHEST = 8_000_000;

export class Scrollbar {
  readonly #bar = document.createElement("div");
  readonly #spacer = document.createElement("div");
  /** What we have set ourselves comes back as an event. */
  #set = 0;
  #per = 1;

  constructor(host: HTMLElement, scrolled: (y: number) => void) {
    this.#bar.className = "nbl-text-scroll";
    this.#bar.setAttribute("aria-hidden", "true");
    this.#bar.tabIndex = -1;
    this.#bar.append(this.#spacer);
    host.append(this.#bar);
    this.#bar.addEventListener("scroll", () => {
      if (Math.abs(this.#bar.scrollTop - this.#set) < 1.5) return;
      this.#set = this.#bar.scrollTop;
      scrolled(this.#set / this.#per);
    });
  }

  show(y: number, total: number, view: number): void {
    this.#bar.hidden = total <= view;
    if (this.#bar.hidden) return;
    this.#per = Math.min(1, HIGHEST / total);
    const height = `${Math.round(Math.max(total * this.#per, view + 1))}px`;
    if (this.#spacer.style.height !== height) this.#spacer.style.height = height;
    const top = Math.round(y * this.#per);
    if (Math.abs(top - this.#set) < 1) return;
    this.#bar.scrollTop = top;
    this.#set = this.#bar.scrollTop;
  }
}
