/**
 * One place where keys become commands, and where no key gets past to the notebook.
 *
 * Lumino listens on the document while the event comes down, so stopping it here is too late for
 * JupyterLab's shortcuts: what keeps them off is `data-lm-suppress-shortcuts` on whatever has the
 * focus (see `AWAKE`). Stopping it here keeps other hosts' listeners off.
 */
import type { Desk, Offer } from "./desk";
import { keyOf, keyReader, type Press } from "./keys";

export const SCROLLS: ReadonlySet<string> = new Set([
  " ",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

export function listenToKeys(
  root: HTMLElement,
  desk: Desk,
  medium: string,
  signal: AbortSignal,
): void {
  const read = keyReader(medium);

  const down = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Tab" || event.isComposing || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const meaning = read(event);
    const typing = isTextField(target);
    if (typing || isSlider(target)) {
      if (meaning && "command" in meaning && meaning.command === "save") {
        event.preventDefault();
        desk.command("save", event);
      }
      if (typing || isSlidersOwn(event.key)) return;
    }
    if (isButton(target) && (event.key === "Enter" || event.key === " ")) return;
    const offer = labelKey(desk.offers.value, event) ?? digit(desk.offers.value, meaning);
    if (offer) {
      event.preventDefault();
      if (!event.repeat) desk.choose(offer);
    } else if (meaning && "command" in meaning) {
      if (meaning.command === "copy" && window.getSelection()?.toString()) return;
      event.preventDefault();
      if (!event.repeat || meaning.repeats) desk.command(meaning.command, event);
    } else if (SCROLLS.has(event.key) || isPlain(event)) {
      // The page must not scroll or search because a key means nothing here.
      event.preventDefault();
    }
  };

  const up = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (keyOf(event).toLowerCase() === "h" && desk.hidden.value) desk.command("hide", event);
  };

  root.addEventListener("keydown", down, { signal });
  root.addEventListener("keypress", (event) => event.stopPropagation(), { signal });
  root.addEventListener("keyup", up, { signal });
}

function digit(
  offers: readonly Offer[],
  meaning: ReturnType<ReturnType<typeof keyReader>>,
): Offer | null {
  return meaning && "label" in meaning ? (offers[meaning.label] ?? null) : null;
}

/** A label's own key; in its own alphabet first, since "ü" may stand where "[" does elsewhere. */
export function labelKey(offers: readonly Offer[], press: Press): Offer | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey) return null;
  const has = (key: string) =>
    offers.find(({ label }) => label.key?.toLowerCase() === key.toLowerCase()) ?? null;
  return has(press.key) ?? has(keyOf(press));
}

const isPlain = (event: KeyboardEvent): boolean =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

const isButton = (target: HTMLElement): boolean => target.closest("button, a, summary") !== null;
const isSlider = (target: HTMLElement): boolean =>
  target instanceof HTMLSelectElement ||
  target.getAttribute("role") === "separator" ||
  (target instanceof HTMLInputElement && target.type === "range");
const isSlidersOwn = (key: string): boolean =>
  SCROLLS.has(key) || key === "Enter" || key === "Escape";

export function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && /^(text|search)$/.test(target.type))
  );
}
