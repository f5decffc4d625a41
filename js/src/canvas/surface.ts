/** The stacked canvases of one stage: sized to their host, painted once a frame, only what is dirty. */
import type { Size } from "./viewport";

export type Layer = "image" | "overlay" | "shapes" | "top";

export interface Frame {
  /** What must be painted again. */
  readonly dirty: ReadonlySet<Layer>;
  readonly now: number;
}

export class Surface {
  readonly image = canvas("nbl-layer nbl-layer-image");
  /** Between the picture and its shapes; null where nothing is ever laid over. */
  readonly overlay: HTMLCanvasElement | null;
  readonly top = canvas("nbl-layer nbl-layer-top");
  /** Between the two: the painter of shapes keeps canvases of its own size in it. */
  readonly shapes = document.createElement("div");
  readonly root = document.createElement("div");
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  readonly #dirty = new Set<Layer>();
  #asked = 0;
  readonly #paint: (frame: Frame) => void;

  constructor(
    host: HTMLElement,
    calls: { paint: (frame: Frame) => void; resized: (before: Size, after: Size) => void },
    end: AbortSignal,
    overlaid = false,
  ) {
    this.#paint = calls.paint;
    this.overlay = overlaid ? canvas("nbl-layer nbl-layer-overlay") : null;
    this.root.className = "nbl-stage";
    this.shapes.className = "nbl-layer nbl-layer-shapes";
    this.root.append(this.image, ...(this.overlay ? [this.overlay] : []), this.shapes, this.top);
    host.append(this.root);
    const measure = () => {
      const before = this.#size;
      const ratio = window.devicePixelRatio || 1;
      const after = { width: this.root.clientWidth, height: this.root.clientHeight };
      if (after.width === before.width && after.height === before.height && ratio === this.#ratio)
        return;
      // A hidden tab has no size; keep the last one rather than lose the view.
      if (after.width === 0 || after.height === 0) return;
      this.#size = after;
      this.#ratio = ratio;
      for (const layer of [this.image, this.overlay, this.top]) {
        if (layer === null) continue;
        layer.width = Math.round(after.width * ratio);
        layer.height = Math.round(after.height * ratio);
      }
      calls.resized(before, after);
      // Setting a canvas's size empties it: paint in the same frame, or it flashes.
      this.touch("image", "overlay", "shapes", "top");
      this.#flush();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(this.root);
    window.addEventListener("resize", measure, { signal: end });
    end.addEventListener("abort", () => {
      observer.disconnect();
      cancelAnimationFrame(this.#asked);
      this.#asked = -1;
      this.root.remove();
    });
  }

  get size(): Size {
    return this.#size;
  }

  get ratio(): number {
    return this.#ratio;
  }

  /** These layers are out of date; they are painted with the next frame. */
  touch(...layers: Layer[]): void {
    for (const layer of layers) this.#dirty.add(layer);
    if (this.#asked === 0) this.#asked = requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    if (this.#asked === -1) return;
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    if (this.#size.width === 0 || this.#dirty.size === 0) return;
    const dirty = new Set(this.#dirty);
    this.#dirty.clear();
    this.#paint({ dirty, now: performance.now() });
  }
}

/** Once the next frame is painted: what must not hold that frame up. */
export function afterFrame(act: () => void): void {
  // Frames are asked for before they are painted; a task comes after.
  requestAnimationFrame(() => setTimeout(act));
}

function canvas(className: string): HTMLCanvasElement {
  const made = document.createElement("canvas");
  made.className = className;
  return made;
}

/** A 2d context, or a plain error where the browser has run out of them. */
export function contextOf(
  canvas: HTMLCanvasElement,
  settings?: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", settings);
  if (context === null)
    throw new Error("the browser gives no 2d canvas; close other tabs and reload");
  return context;
}
