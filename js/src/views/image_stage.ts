/**
 * The stage for images: the picture, its shapes, and the hand that draws on them.
 *
 * It only assembles: `camera` knows where one looks, `shapes` what lies there, `raster` how it is
 * painted in time, `hand` what a gesture means, `editing` turns it into changes.
 */
import { effect, untracked } from "@preact/signals-core";
import { contextOf, type Frame, Surface } from "../canvas/surface";
import { Tags } from "../canvas/tags";
import { watchTheme } from "../canvas/theme";
import { rectToView, toItem } from "../canvas/viewport";
import type { Point } from "../geometry/rect";
import type { Touched } from "../state/document";
import type { ItemKey } from "../state/types";
import type { Stage, StageFactory, Target } from "./desk";
import { Camera } from "./image/camera";
import { commandsOf } from "./image/commands";
import { Editing } from "./image/editing";
import { Hand } from "./image/hand";
import { Nudging } from "./image/nudging";
import * as sentences from "./image/sentences";
import { ShapeLayer } from "./image/shape_layer";
import type { Shape } from "./image/shapes";
import { Showing } from "./image/showing";
import { paintTop } from "./image/top";
import { followPointers } from "./pointers";
import { Styles } from "./styles";
import "./image/stage.css";

const SLOP = 3;

export const imageStage: StageFactory = (host, desk, signal) => {
  const { editor } = desk;
  const { document: labels } = editor;
  const theme = watchTheme(host, signal);
  const styles = new Styles();
  const tags = new Tags();
  const overlaid = desk.overlay !== null;
  const surface = new Surface(host, { paint, resized }, signal, overlaid);
  const layer = new ShapeLayer(surface.shapes, styles, tags);
  const { shapes, raster } = layer;
  const camera = new Camera(({ scale }) => {
    desk.zoom.value = scale;
    surface.touch("image", "overlay", "shapes", "top");
  });
  const showing = new Showing(surface.root, editor, shown, signal, overlaid);
  const editing = new Editing(desk, shapes);
  const nudging = new Nudging({
    lifted,
    edited: (shape, now, resized) => editing.edit(shape, now, resized),
  });
  const imageContext = contextOf(surface.image);
  const overlayContext = surface.overlay && contextOf(surface.overlay);
  const topContext = contextOf(surface.top);
  let pointer: Point | null = null;
  let free = false;
  let panning: "no" | "ready" | "yes" = "no";
  let waitingForPaint: (() => void)[] = [];

  const canvas = surface.top;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  // On the focused element itself: on a parent JupyterLab does not see it.
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");

  const hand = new Hand({
    drawn: () => (showing.picture === null ? null : (editing.next?.kind ?? null)),
    how: () => desk.drawing.value,
    extent: () => camera.item,
    scale: () => camera.viewport.scale,
    grabbable() {
      const [shape] = editing.selected;
      if (shape === undefined || desk.hidden.value || editing.waiting === shape.annotation.id) {
        return null;
      }
      const { id } = shape.annotation;
      return editing.isLocked(id) || desk.invisible.value.has(id) ? null : shape;
    },
    under: shapeUnder,
    select: (shape) => editing.select(shape),
    made: (_, geometry) => editing.make(geometry),
    lifted,
    edited: (shape, geometry, grip) => editing.edit(shape, geometry, grip !== null),
  });

  const commands = commandsOf({
    desk,
    camera,
    editing,
    nudging,
    hand,
    at: () => pointer,
    suggested: () => shapes.get(desk.suggesting.cursor.value ?? "") ?? null,
  });

  followPointers(
    canvas,
    {
      wheelZooms: () => desk.fullScreen.value,
      press(at, alt) {
        nudging.finish();
        aim(at, alt);
        hand.press(toItem(camera.viewport, at), alt);
        surface.touch("top");
      },
      move(at, alt) {
        aim(at, alt);
        hand.move(toItem(camera.viewport, at));
        if (hand.doing.what === "nothing") hover(at);
        surface.touch("top");
      },
      release(at) {
        hand.release(toItem(camera.viewport, at));
        aim(at, free);
        surface.touch("top");
      },
      cancel() {
        hand.cancel();
        surface.touch("top");
      },
      left() {
        pointer = null;
        desk.hovered.value = null;
        surface.touch("top");
      },
      pan: (by) => camera.pan(by),
      zoom: (factor, about) => camera.zoom(factor, about),
      panning(state) {
        panning = state;
        if (pointer !== null) aim(pointer, free);
        surface.touch("top");
      },
    },
    signal,
  );
  // Whatever comes after the arrows must find the nudge done: an undo, for one, takes it back.
  canvas.addEventListener(
    "keydown",
    (event) => {
      if (!event.key.startsWith("Arrow") && event.key !== "Shift" && event.key !== "Alt") {
        nudging.finish();
      }
    },
    { capture: true, signal },
  );
  canvas.addEventListener(
    "keyup",
    (event) => {
      if (event.key.startsWith("Arrow")) nudging.finish();
    },
    { signal },
  );
  canvas.addEventListener("blur", () => nudging.finish(), { signal });
  signal.addEventListener("abort", () => nudging.finish());

  labels.onTouched(take, signal);
  const follow = (react: () => void) => signal.addEventListener("abort", effect(react));
  follow(() => {
    styles.use(editor.fields.value, theme.value.waiting);
    tags.use(theme.value.font, surface.ratio);
    untracked(reload);
  });
  follow(() => open(desk.item.value));
  follow(() => {
    const upcoming = desk.upcoming.value;
    untracked(() => showing.comingUp(upcoming));
  });
  follow(() => {
    const invisible = desk.invisible.value;
    untracked(() => layer.hide(invisible));
    surface.touch("shapes", "top");
  });
  follow(() => {
    raster.hidden = desk.hidden.value || showing.picture === null;
    surface.touch("top");
  });
  follow(() => {
    const [id] = desk.selected.value;
    untracked(() => {
      if (id !== editing.waiting) editing.waiting = null;
      const shape = id === undefined ? undefined : shapes.get(id);
      if (shape !== undefined) camera.reveal(shape.bounds, "touch");
      surface.touch("top");
    });
  });
  follow(() => {
    const score = desk.suggesting.threshold.value;
    untracked(() => {
      layer.threshold = score;
    });
    surface.touch("shapes", "top");
  });
  follow(() => {
    void [
      desk.suggesting.cursor.value,
      desk.hovered.value,
      desk.active.value,
      desk.drawing.value,
      desk.locked.value,
    ];
    surface.touch("top");
  });
  follow(() => {
    const filters = [
      desk.brightness.value === 1 ? "" : `brightness(${desk.brightness.value})`,
      desk.contrast.value === 1 ? "" : `contrast(${desk.contrast.value})`,
    ];
    surface.image.style.filter = filters.join(" ").trim();
  });
  follow(() => {
    if (desk.overlay === null || surface.overlay === null) return;
    surface.overlay.style.opacity = String(desk.overlay.opacity.value);
    surface.overlay.style.visibility = desk.overlay.shown.value ? "" : "hidden";
  });

  function open(item: ItemKey | null): void {
    untracked(() => {
      if (item === showing.item) return;
      nudging.finish();
      hand.cancel();
      layer.lift(null);
      editing.waiting = null;
      camera.close();
      canvas.setAttribute("aria-label", sentences.canvas(item));
      showing.item = item;
      reload();
      showing.open(item, desk.upcoming.value);
    });
  }

  /** A picture has come, or gone, or will not come. */
  function shown(): void {
    const { item, picture } = showing;
    if (item !== null && picture !== null && camera.item === null) {
      camera.open(item, { width: picture.width, height: picture.height });
      raster.reset();
    }
    raster.hidden = desk.hidden.peek() || picture === null;
    surface.touch("image", "overlay", "shapes", "top");
  }

  function reload(): void {
    layer.load(showing.item === null ? [] : labels.of(showing.item));
    surface.touch("shapes", "top");
  }

  function take(touched: readonly Touched[] | null): void {
    const here = touched?.filter(({ item }) => item === showing.item) ?? [];
    if (touched === null || !here.every((step) => layer.take(step))) reload();
    for (const { after } of here) for (const annotation of after) labelled(annotation);
    const { doing } = hand;
    // Deleted under the hand: putting it down must not bring it back.
    if (doing.what === "editing" && !shapes.get(doing.grab.shape.annotation.id)) hand.cancel();
    if (here.length > 0) surface.touch("shapes", "top");
  }

  /** Drawn first, labelled after: it is as finished as any other now. */
  function labelled({ id, label }: { id: string; label: string | null }): void {
    if (id !== editing.waiting || label === null) return;
    editing.waiting = null;
    // After the gesture that labelled it: it may still speak of what is selected.
    queueMicrotask(() => {
      if (desk.selected.peek().join() === id) desk.selected.value = [];
    });
  }

  function lifted(shape: Shape | null): void {
    layer.lift(shape?.annotation.id ?? null);
    surface.touch("shapes", "top");
  }

  function shapeUnder(at: Point): Shape | null {
    if (desk.hidden.value || showing.picture === null) return null;
    const found = shapes.at(at, SLOP / camera.viewport.scale);
    return found.find(({ annotation }) => !editing.isLocked(annotation.id)) ?? null;
  }

  function hover(at: Point): void {
    desk.hovered.value = shapeUnder(toItem(camera.viewport, at))?.annotation.id ?? null;
  }

  /** The pointer is here: let its shape say what a press would do. */
  function aim(at: Point, alt: boolean): void {
    pointer = at;
    free = alt;
    let cursor = editing.next === null || showing.picture === null ? "default" : "crosshair";
    if (panning !== "no") cursor = panning === "yes" ? "grabbing" : "grab";
    else if (hand.doing.what === "nothing" || hand.doing.what === "pressed") {
      cursor = hand.grab(toItem(camera.viewport, at), alt)?.cursor ?? cursor;
    } else if (hand.doing.what === "editing") return;
    if (canvas.style.cursor !== cursor) canvas.style.cursor = cursor;
  }

  function resized(before: { width: number; height: number }, after: typeof before): void {
    tags.use(theme.peek().font, surface.ratio);
    raster.resize(after, surface.ratio);
    camera.resize(before, after);
  }

  function paint({ dirty, now }: Frame): void {
    const { size, ratio } = surface;
    const { item, picture, failure } = showing;
    if (dirty.has("image")) {
      imageContext.setTransform(ratio, 0, 0, ratio, 0, 0);
      imageContext.clearRect(0, 0, size.width, size.height);
      picture?.paint(imageContext, camera.viewport, size, ratio);
    }
    if (dirty.has("overlay") && overlayContext !== null) {
      overlayContext.setTransform(ratio, 0, 0, ratio, 0, 0);
      overlayContext.clearRect(0, 0, size.width, size.height);
      if (picture !== null) {
        showing.overlay?.paintOver(picture, overlayContext, camera.viewport, size, ratio);
      }
    }
    if (dirty.has("shapes") && picture !== null && raster.show(camera.viewport, now)) {
      surface.touch("shapes");
    }
    if (dirty.has("top")) paintHand(picture !== null);
    const there = item !== null && (picture !== null || failure !== null);
    if (there && (picture === null || raster.settled)) {
      const resolve = waitingForPaint;
      waitingForPaint = [];
      for (const done of resolve) done();
    }
  }

  function paintHand(there: boolean): void {
    const { doing } = hand;
    const held = doing.what === "editing" ? { shape: doing.grab.shape, now: doing.now } : null;
    const moving = held ?? nudging.underway;
    const visible = there && !desk.hidden.peek();
    const selected = editing.selected.map((shape) => {
      const { id } = shape.annotation;
      const now = moving?.shape.annotation.id === id ? moving.now : shape.annotation.geometry;
      return { shape, now, grips: id !== editing.waiting && !editing.isLocked(id) };
    });
    const hovered = desk.hovered.peek();
    const at = desk.suggesting.cursor.peek() ?? "";
    const cursor = shapes.unseen.has(at) ? undefined : shapes.get(at);
    const draws = canvas.style.cursor === "crosshair" || doing.what === "drawing";
    paintTop({
      context: topContext,
      ratio: surface.ratio,
      view: surface.size,
      viewport: camera.viewport,
      shapes,
      theme: theme.peek(),
      doing,
      style: styles.of(editing.next ?? { field: "", label: null }),
      selected: visible ? selected : [],
      hovered:
        visible && hovered !== null && doing.what === "nothing" && !shapes.unseen.has(hovered)
          ? (shapes.get(hovered) ?? null)
          : null,
      cursor: visible && cursor !== undefined && !desk.selected.peek().includes(at) ? cursor : null,
      cross: there && draws ? pointer : null,
    });
  }

  async function rectOf(target: Target): Promise<DOMRect> {
    if (!("x" in target)) throw new Error("an image has rectangles, no text positions");
    await painted();
    canvas.scrollIntoView({ block: "nearest", inline: "nearest" });
    camera.reveal(target, "whole");
    await painted();
    const { left, top } = canvas.getBoundingClientRect();
    const seen = rectToView(camera.viewport, target);
    return new DOMRect(left + seen.x, top + seen.y, seen.width, seen.height);
  }

  function painted(): Promise<void> {
    return new Promise((resolve) => {
      waitingForPaint.push(resolve);
      surface.touch("top");
    });
  }

  return { canvas, command: commands, rectOf, painted } satisfies Stage;
};
