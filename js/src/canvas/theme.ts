/** What the canvas takes from JupyterLab's own variables, read again when they change. */
import { type ReadonlySignal, signal } from "@preact/signals-core";

export interface Theme {
  readonly font: string;
  /** For a shape that still waits for its label. */
  readonly waiting: string;
  readonly accent: string;
  /** Whether light letters stand on a dark ground. */
  readonly dark: boolean;
}

function read(host: HTMLElement): Theme {
  const style = getComputedStyle(host);
  const of = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    font: of("--jp-ui-font-family", "system-ui, -apple-system, 'Segoe UI', sans-serif"),
    waiting: of("--jp-warn-color1", "#f57c00"),
    accent: of("--jp-brand-color1", "#1976d2"),
    dark: isLight(style.color),
  };
}

/** Of a colour as the browser resolves it: `rgb(…)`, or `color(srgb …)` with parts up to 1. */
function isLight(color: string): boolean {
  const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const most = color.startsWith("rgb") ? 255 : 1;
  return parts.reduce((sum, part) => sum + part, 0) > 1.5 * most;
}

export function watchTheme(host: HTMLElement, end: AbortSignal): ReadonlySignal<Theme> {
  const theme = signal(read(host));
  let asked = 0;
  const again = () => {
    cancelAnimationFrame(asked);
    // JupyterLab names the theme before its style sheet has loaded: look once more on the next frame.
    asked = requestAnimationFrame(() => {
      const now = read(host);
      if (JSON.stringify(now) !== JSON.stringify(theme.peek())) theme.value = now;
    });
  };
  const watcher = new MutationObserver(again);
  const attributeFilter = ["data-jp-theme-name", "data-jp-theme-light", "class", "style"];
  watcher.observe(document.body, { attributes: true, attributeFilter });
  watcher.observe(document.documentElement, { attributes: true, attributeFilter });
  window
    .matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", again, { signal: end });
  // A theme's style sheet may arrive long after its name.
  document.addEventListener("load", again, { capture: true, signal: end });
  end.addEventListener("abort", () => {
    watcher.disconnect();
    cancelAnimationFrame(asked);
  });
  return theme;
}
