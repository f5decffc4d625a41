/** Mouse, pen and touch on a canvas: who draws, who pans, who zooms. */
import { type Point, spanning } from "../geometry/rect";

export interface Reach {
  /** false: Space does something else here. */
  readonly spacePans?: boolean;
  /** Pan with the plain wheel, or zoom: in full screen there is no page to scroll. */
  wheelZooms(): boolean;
  press(at: Point, free: boolean): void;
  move(at: Point, free: boolean): void;
  release(at: Point): void;
  /** Another finger came down, or the browser took the pointer away. */
  cancel(): void;
  left(): void;
  pan(by: Point): void;
  zoom(factor: number, about: Point): void;
  /** Panning by hand, or ready to. */
  panning(state: "no" | "ready" | "yes"): void;
}

const PER_LINE = 16;

export function followPointers(canvas: HTMLCanvasElement, reach: Reach, signal: AbortSignal): void {
  /** Fingers down, where they are. */
  const fingers = new Map<number, Point>();
  let drawing: number | null = null;
  let panning: number | null = null;
  let last: Point = { x: 0, y: 0 };
  let space = false;
  const rest = () => reach.panning(panning !== null ? "yes" : space ? "ready" : "no");

  const where = (event: PointerEvent | WheelEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const on = <E extends keyof HTMLElementEventMap>(
    name: E,
    listener: (event: HTMLElementEventMap[E]) => void,
    options: AddEventListenerOptions = {},
  ) => canvas.addEventListener(name, listener, { ...options, signal });

  on("pointerdown", (event) => {
    canvas.focus({ preventScroll: true });
    const at = where(event);
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, at);
      if (fingers.size === 2) {
        if (drawing !== null) reach.cancel();
        drawing = null;
      }
      if (fingers.size > 1) return;
    }
    const pans = event.button === 1 || (event.button === 0 && space);
    if ((event.button !== 0 && !pans) || drawing !== null || panning !== null) return;
    // Keeps the browser from scrolling by itself (middle button) and from moving the focus.
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at;
    if (pans) {
      panning = event.pointerId;
      rest();
    } else {
      drawing = event.pointerId;
      reach.press(at, event.altKey);
    }
  });

  on("pointermove", (event) => {
    const at = where(event);
    if (fingers.size >= 2) {
      if (!fingers.has(event.pointerId)) return;
      const before = [...fingers.values()];
      fingers.set(event.pointerId, at);
      pinch(before, [...fingers.values()], reach);
      return;
    }
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at);
    if (event.pointerId === panning) {
      reach.pan({ x: at.x - last.x, y: at.y - last.y });
      last = at;
    } else if (drawing === null || drawing === event.pointerId) reach.move(at, event.altKey);
  });

  const up = (event: PointerEvent, kept: boolean) => {
    fingers.delete(event.pointerId);
    if (event.pointerId === panning) {
      panning = null;
      rest();
    }
    if (event.pointerId !== drawing) return;
    drawing = null;
    if (kept) reach.release(where(event));
    else reach.cancel();
  };
  on("pointerup", (event) => up(event, true));
  on("pointercancel", (event) => up(event, false));
  // The capture may be lost without an up: another window took over.
  on("lostpointercapture", (event) => up(event, false));
  on("pointerleave", () => {
    if (drawing === null) reach.left();
  });

  on(
    "wheel",
    (event) => {
      if (!(event.ctrlKey || event.metaKey || reach.wheelZooms())) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : PER_LINE;
      // A notch of a mouse wheel is 100 and more, a pinch on a touch pad a few at a time.
      const by = Math.max(-60, Math.min(60, event.deltaY * unit));
      reach.zoom(Math.exp(-by * (Math.abs(by) < 30 ? 0.01 : 0.005)), where(event));
    },
    { passive: false },
  );

  if (reach.spacePans === false) return;
  on("keydown", (event) => {
    if (event.code !== "Space" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    space = true;
    rest();
  });
  const letGo = () => {
    space = false;
    rest();
  };
  on("keyup", (event) => {
    if (event.code === "Space") letGo();
  });
  on("blur", letGo);
}

/** Two fingers pan by how their middle moves, and zoom by how they part. */
function pinch(before: readonly Point[], after: readonly Point[], reach: Reach): void {
  const [a, b] = before;
  const [c, d] = after;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return;
  const middle = { x: (c.x + d.x) / 2, y: (c.y + d.y) / 2 };
  reach.pan({ x: middle.x - (a.x + b.x) / 2, y: middle.y - (a.y + b.y) / 2 });
  const apart = (from: Point, to: Point) => {
    const { width, height } = spanning(from, to);
    return Math.hypot(width, height);
  };
  reach.zoom(apart(c, d) / Math.max(apart(a, b), 1), middle);
}
