/** Follows whether somebody is at work here: for the seconds per item, and for the focus ring. */
import type { Desk } from "./desk";
import { isTextField } from "./keyboard";
import type { Made } from "./make_desk";
import type { View } from "./view";

const KEEP_EVERY_MS = 30_000;

export function watchPerson(
  root: HTMLElement,
  { watch, keepSeconds }: Made,
  signal: AbortSignal,
): void {
  const { ownerDocument } = root;
  const passive = { signal, passive: true, capture: true };
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    root.addEventListener(name, () => watch.touch(), passive);
  }
  ownerDocument.addEventListener(
    "visibilitychange",
    () => {
      if (ownerDocument.visibilityState === "hidden") {
        watch.pause();
        keepSeconds();
      }
    },
    { signal },
  );
  window.addEventListener("pagehide", keepSeconds, { signal });
  const timer = setInterval(keepSeconds, KEEP_EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** A click anywhere gives the canvas the focus, except where something is typed, read or slid. */
export function keepFocus(
  root: HTMLElement,
  { desk, panels, focus }: View,
  signal: AbortSignal,
): void {
  const own = (target: EventTarget | null) =>
    isTextField(target) ||
    (target instanceof Element &&
      target.closest("select, input, label, pre, .nbl-help, .nbl-edge"));
  root.addEventListener(
    "mousedown",
    (event) => {
      if (own(event.target)) return;
      // The default would hand the focus to a button, or to the notebook around.
      event.preventDefault();
      focus();
    },
    { signal },
  );
  root.addEventListener(
    "click",
    (event) => {
      if (
        !own(event.target) &&
        event.detail > 0 &&
        !root.contains(root.ownerDocument.activeElement)
      )
        focus();
    },
    { signal },
  );
  root.addEventListener(
    "pointerdown",
    ({ target }) => {
      if (target instanceof Element && !target.closest(".nbl-tools")) panels.more.value = false;
      if (target instanceof HTMLCanvasElement) panels.adjust.value = false;
    },
    { signal, capture: true },
  );
  root.addEventListener("focusin", () => setFocused(desk, true), { signal });
  root.addEventListener(
    "focusout",
    (event) => {
      if (!root.contains(event.relatedTarget as Node | null)) setFocused(desk, false);
    },
    { signal },
  );
}

function setFocused(desk: Desk, on: boolean): void {
  desk.focused.value = on;
  // The key that hides may be let go elsewhere.
  if (!on) desk.hidden.value = false;
}
