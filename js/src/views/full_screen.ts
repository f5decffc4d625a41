/** Full screen by the browser where it is allowed, else over the whole page. */
import type { Signal } from "@preact/signals";

export function makeFullScreen(
  root: HTMLElement,
  on: () => Signal<boolean>,
  signal: AbortSignal,
): () => void {
  const { ownerDocument } = root;
  ownerDocument.addEventListener(
    "fullscreenchange",
    () => {
      on().value = ownerDocument.fullscreenElement === root;
    },
    { signal },
  );
  return () => {
    if (ownerDocument.fullscreenElement === root) {
      void ownerDocument.exitFullscreen();
      return;
    }
    if (on().value || !root.requestFullscreen) {
      on().value = !on().value;
      return;
    }
    // A host may forbid it (an iframe without the permission): then CSS alone does it.
    root.requestFullscreen().catch(() => {
      on().value = true;
    });
  };
}
