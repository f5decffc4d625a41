/**
 * The gallery on a page: the sheet that Python paints with ipycanvas, zoomed and panned here.
 *
 * The canvas is copied into a picture whenever more of it is painted; a picture is drawn within a
 * frame at any zoom (canvas/picture.ts), the canvas itself would not be.
 */
import { effect } from "@preact/signals-core";
import { Picture } from "../../canvas/picture";
import { contextOf } from "../../canvas/surface";
import { watchTheme } from "../../canvas/theme";
import { rectToView, toItem } from "../../canvas/viewport";
import type { Point } from "../../geometry/rect";
import * as words from "../../words";
import { Camera } from "../image/camera";
import { followPointers } from "../pointers";
import {
  captionOf,
  rectOfTile,
  type Sheet,
  type SheetPainter,
  type Told,
  tileAt,
  tileBeside,
} from "./sheet";
import "./gallery.css";

/** How long the labeler may take to go where it was sent. */
const PATIENCE = 2000;
/** A press that moves further pans. */
const SLOP = 4;
const STEP = 1.4;
/** Thumbnails show no more from nearer by. */
const CLOSEST = 4;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function mountGallery(
  host: HTMLElement,
  painter: SheetPainter,
  height: string,
  signal: AbortSignal,
): void {
  const root = document.createElement("div");
  root.className = "nbl-gallery";
  root.style.height = height;
  const bar = document.createElement("div");
  bar.className = "nbl-gallery-bar";
  const caption = document.createElement("span");
  caption.className = "nbl-gallery-caption";
  caption.setAttribute("role", "status");
  const canvas = document.createElement("canvas");
  canvas.className = "nbl-gallery-canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.GALLERY);
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  const button = (name: string, sign: string, act: () => void) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "nbl-gallery-button";
    made.textContent = sign;
    made.title = name;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", act, { signal });
    return made;
  };
  bar.append(
    caption,
    button(words.tool["zoom-out"] ?? "", "−", () => camera.zoom(1 / STEP, camera.middle)),
    button(words.tool["zoom-fit"] ?? "", "⤢", () => camera.fit()),
    button(words.tool["zoom-in"] ?? "", "+", () => camera.zoom(STEP, camera.middle)),
    button(words.PAINT_AGAIN, "⟳", paint),
  );
  const stage = document.createElement("div");
  stage.className = "nbl-gallery-stage";
  stage.append(canvas);
  root.append(bar, stage);
  host.append(root);

  const context = contextOf(canvas);
  const theme = watchTheme(root, signal);
  const camera = new Camera(ask, CLOSEST);
  let sheet: Sheet | null = null;
  let picture: Picture | null = null;
  let size = { width: 0, height: 0 };
  let ratio = 1;
  let current = -1;
  let asked = 0;
  let copying = false;
  let more = false;
  let pressed: Point | null = null;
  let pans = false;
  let last: Point = { x: 0, y: 0 };

  painter.listen(hear, signal);
  const recolour = effect(() => {
    void theme.value;
    ask();
  });
  signal.addEventListener("abort", recolour);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    cancelAnimationFrame(asked);
    picture?.close();
    root.remove();
  });
  const observer = new ResizeObserver(measure);
  observer.observe(stage);
  measure();
  paint();

  followPointers(
    canvas,
    {
      wheelZooms: () => false,
      press(at) {
        pressed = last = at;
        pans = false;
      },
      move(at) {
        if (pressed === null) {
          point(sheet === null ? -1 : tileAt(sheet, toItem(camera.viewport, at)));
          return;
        }
        pans ||= Math.hypot(at.x - pressed.x, at.y - pressed.y) > SLOP;
        if (pans) camera.pan({ x: at.x - last.x, y: at.y - last.y });
        last = at;
      },
      release(at) {
        if (!pans && sheet !== null) open(tileAt(sheet, toItem(camera.viewport, at)));
        pressed = null;
      },
      cancel() {
        pressed = null;
      },
      left: () => point(-1),
      pan: (by) => camera.pan(by),
      zoom: (factor, about) => camera.zoom(factor, about),
      panning: () => undefined,
    },
    signal,
  );
  canvas.addEventListener("keydown", (event) => keyed(event), { signal });

  function keyed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || sheet === null) return;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      point(tileBeside(sheet, current, arrow));
      camera.reveal(rectOfTile(sheet, current), "whole");
    } else if (event.key === "Enter") open(current);
    else if (event.key === "+" || event.key === "=") camera.zoom(STEP, camera.middle);
    else if (event.key === "-") camera.zoom(1 / STEP, camera.middle);
    else if (event.key === "z") camera.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function paint(): void {
    caption.textContent = words.PAINTING;
    painter.paint();
  }

  function hear(said: Told): void {
    if (said.type === "failed") caption.textContent = said.why;
    else if (said.type === "sheet") {
      const before = sheet;
      sheet = said;
      current = -1;
      caption.textContent = said.items.length === 0 ? words.NOTHING_TO_SHOW : words.PAINTING;
      if (before?.width !== said.width || before.height !== said.height) {
        camera.open("sheet", { width: said.width, height: said.height });
        camera.fit();
      }
      if (said.items.length === 0) copy();
    } else {
      if (sheet !== null) caption.textContent = words.painted(said.done, sheet);
      copy();
    }
  }

  /** Take over what is painted so far; what came meanwhile is taken over after. */
  function copy(): void {
    if (copying || sheet === null) {
      more = true;
      return;
    }
    copying = true;
    more = false;
    painter
      .canvas(sheet.model)
      .then((painted) => Picture.of(painted))
      .then((made) => {
        picture?.close();
        picture = made;
        ask();
        // Halves of what is painted over at once would only delay it.
        if (!more) void made.halve().then(ask);
      })
      .catch((error: unknown) => {
        if (!signal.aborted) caption.textContent = error instanceof Error ? error.message : "";
      })
      .finally(() => {
        copying = false;
        if (more && !signal.aborted) copy();
      });
  }

  function point(tile: number): void {
    if (tile === current) return;
    current = tile;
    if (sheet !== null) {
      caption.textContent =
        tile < 0 ? words.painted(sheet.items.length, sheet) : captionOf(sheet, tile);
    }
    canvas.style.cursor = tile < 0 ? "grab" : "pointer";
    ask();
  }

  function open(tile: number): void {
    const item = sheet?.items[tile];
    if (item === undefined || sheet === null) return;
    point(tile);
    painter.open(item);
    void bring(String(sheet.names[tile]));
  }

  /** The labeler goes there by itself, in its own cell: have that cell seen. */
  async function bring(name: string): Promise<void> {
    const until = performance.now() + PATIENCE;
    while (performance.now() < until && !signal.aborted) {
      for (const labeler of document.querySelectorAll<HTMLElement>(".nbl-labeler")) {
        const handle = (labeler as { nblabel?: { state(): { item: unknown } } }).nblabel;
        if (String(handle?.state().item) === name) {
          labeler.scrollIntoView({ block: "nearest" });
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  function measure(): void {
    const after = { width: stage.clientWidth, height: stage.clientHeight };
    if (after.width === 0 || after.height === 0) return;
    ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(after.width * ratio);
    canvas.height = Math.round(after.height * ratio);
    const before = size;
    size = after;
    camera.resize(before, after);
    draw();
  }

  function ask(): void {
    if (asked === 0) asked = requestAnimationFrame(draw);
  }

  function draw(): void {
    cancelAnimationFrame(asked);
    asked = 0;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    picture?.paint(context, camera.viewport, size, ratio);
    if (sheet === null) return;
    const { font } = theme.peek();
    context.font = `600 13px ${font}`;
    context.fillStyle = getComputedStyle(root).color;
    context.textBaseline = "middle";
    for (const { title, count, y } of sheet.headings) {
      const at = rectToView(camera.viewport, {
        x: 8,
        y,
        width: 1,
        height: sheet.heading,
      });
      if (at.y + at.height < 0 || at.y > size.height) continue;
      context.fillText(`${title} · ${count}`, Math.max(at.x, 8), at.y + at.height / 2);
    }
    if (current < 0) return;
    const here = rectToView(camera.viewport, rectOfTile(sheet, current));
    context.strokeStyle = getComputedStyle(root).getPropertyValue("--nbl-brand") || "#1976d2";
    context.lineWidth = 3;
    context.strokeRect(here.x - 1.5, here.y - 1.5, here.width + 3, here.height + 3);
  }
}
