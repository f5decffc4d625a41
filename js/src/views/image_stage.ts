/**
 * The stage for images: the picture, its shapes, and the hand that draws on them.
 *
 * It only assembles: `camera` knows where one looks, `shapes` what lies there, `raster` how it is
 * painted in time, `hand` what a gesture means, `editing` turns it into changes.
 */
import { effect, untracked } from "@preact/signals-core";
import { Raster } from "../canvas/raster";
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
import { Pictures } from "./image/pictures";
import { followPointers } from "./image/pointers";
import * as sentences from "./image/sentences";
import { type Shape, Shapes } from "./image/shapes";
import { Styles } from "./image/styles";
import { paintTop } from "./image/top";
import "./image/stage.css";

const SLOP = 3;
const AHEAD = 64;
/** From so many on, loading all anew is quicker than one after the other. */
const MANY = 2000;
/** Loading is only mentioned when it takes this long: a word that flashes by disturbs. */
const PATIENCE = 250;

export const imageStage: StageFactory = (host, desk, signal) => {
  const { editor } = desk;
  const { document: labels } = editor;
  const theme = watchTheme(host, signal);
  const styles = new Styles();
  const tags = new Tags();
  const shapes = new Shapes(styles, tags);
  const surface = new Surface(host, { paint, resized }, signal);
  const raster = new Raster<Shape>(surface.shapes, shapes);
  const camera = new Camera(({ scale }) => {
    desk.zoom.value = scale;
    surface.touch("image", "shapes", "top");
  });
  const pictures = new Pictures(editor, pictureChanged, signal);
  const editing = new Editing(desk, shapes);
  const nudging = new Nudging({
    lifted: lift,
    edited: (shape, now, resized) => editing.edit(shape, now, resized),
  });
  const imageContext = contextOf(surface.image);
  const topContext = contextOf(surface.top);
  const sentence = document.createElement("div");
  sentence.className = "nbl-sentence";
  sentence.hidden = true;
  surface.root.append(sentence);

  let item: ItemKey | null = null;
  let lifted: string | null = null;
  let pointer: Point | null = null;
  let free = false;
  let panning: "no" | "ready" | "yes" = "no";
  let patience: ReturnType<typeof setTimeout> | undefined;
  let waitingForPaint: (() => void)[] = [];

  const canvas = surface.top;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  // On the focused element itself: on a parent JupyterLab does not see it.
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");

  const hand = new Hand({
    drawn: () => (picture() === null ? null : (editing.next?.kind ?? null)),
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
    lifted: lift,
    edited: (shape, geometry, grip) => editing.edit(shape, geometry, grip !== null),
  });

  const commands = commandsOf({ desk, camera, editing, nudging, hand, at: () => pointer });

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
  signal.addEventListener("abort", () => {
    nudging.finish();
    clearTimeout(patience);
  });

  labels.onTouched(take, signal);
  const follow = (react: () => void) => signal.addEventListener("abort", effect(react));
  follow(() => open(desk.item.value));
  follow(() => {
    const shown = desk.shown.value;
    const here = desk.item.value;
    untracked(() => comingUp(here, shown));
  });
  follow(() => {
    styles.use(editor.fields.value, theme.value.waiting);
    tags.use(theme.value.font, surface.ratio);
    untracked(reload);
  });
  follow(() => {
    const invisible = desk.invisible.value;
    untracked(() => unsee(invisible));
  });
  follow(() => {
    raster.hidden = desk.hidden.value || picture() === null;
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
    void [desk.hovered.value, desk.active.value, desk.drawing.value, desk.locked.value];
    surface.touch("top");
  });
  follow(() => {
    const filters = [
      desk.brightness.value === 1 ? "" : `brightness(${desk.brightness.value})`,
      desk.contrast.value === 1 ? "" : `contrast(${desk.contrast.value})`,
    ];
    surface.image.style.filter = filters.join(" ").trim();
  });

  function picture() {
    return item === null ? null : pictures.picture(item);
  }

  function open(next: ItemKey | null): void {
    untracked(() => {
      if (next === item) return;
      nudging.finish();
      hand.cancel();
      item = next;
      lifted = null;
      editing.waiting = null;
      camera.close();
      if (next !== null) {
        pictures.retry(next);
        editor.viewing(next);
      }
      canvas.setAttribute("aria-label", sentences.canvas(next));
      comingUp(next, desk.shown.value);
      reload();
      showPicture();
    });
  }

  function comingUp(here: ItemKey | null, shown: readonly ItemKey[]): void {
    if (here === null) {
      pictures.keep([]);
      return;
    }
    const at = shown.indexOf(here);
    const ahead = shown.slice(at + 1, at + 1 + AHEAD);
    const behind = at > 0 ? shown.slice(at - 1, at) : [];
    pictures.keep([here, ...ahead.slice(0, 2), ...behind]);
    editor.prefetch([...ahead.slice(0, 2), ...behind, ...ahead.slice(2)]);
  }

  function pictureChanged(changed: ItemKey): void {
    if (changed === item) showPicture();
  }

  function showPicture(): void {
    clearTimeout(patience);
    const shown = picture();
    const failure = item === null ? null : pictures.failure(item);
    if (item !== null && shown !== null && camera.item === null) {
      camera.open(item, { width: shown.width, height: shown.height });
      raster.reset();
    }
    raster.hidden = desk.hidden.peek() || shown === null;
    tell(failure);
    if (item !== null && shown === null && failure === null) {
      patience = setTimeout(() => tell(sentences.loading), PATIENCE);
    }
    surface.touch("image", "shapes", "top");
  }

  function tell(text: string | null): void {
    sentence.textContent = text ?? "";
    sentence.hidden = text === null;
  }

  function reload(): void {
    shapes.load(item === null ? [] : labels.of(item));
    raster.reset();
    surface.touch("shapes", "top");
  }

  /** Follow the document: what was touched, and nothing else, is painted again. */
  function take(touched: readonly Touched[] | null): void {
    const many = touched?.some(({ before, after }) => before.length + after.length > MANY);
    if (touched === null || many) {
      reload();
      return;
    }
    for (const { item: where, before, after } of touched) {
      if (where !== item) continue;
      const standing = new Set(after.map(({ id }) => id));
      for (const { id } of before) {
        if (standing.has(id)) continue;
        const gone = shapes.remove(id);
        if (gone !== undefined) raster.changed(gone.bounds);
      }
      for (const annotation of after) {
        const old = shapes.get(annotation.id);
        const shape = shapes.put(annotation);
        if (old !== undefined) raster.changed(old.bounds);
        if (shape === null) continue;
        const unseen = shapes.unseen.has(annotation.id);
        if (old === undefined && !unseen) raster.added(shape, shape.bounds);
        else raster.changed(shape.bounds);
        labelled(annotation);
      }
      surface.touch("shapes", "top");
    }
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

  function lift(shape: Shape | null): void {
    const next = shape?.annotation.id ?? null;
    if (next === lifted) return;
    lifted = next;
    unsee(desk.invisible.peek());
  }

  /** Leave out what is hidden in the list, and what is in the hand. */
  function unsee(invisible: ReadonlySet<string>): void {
    const before = shapes.unseen;
    const now = new Set(invisible);
    if (lifted !== null) now.add(lifted);
    shapes.unseen = now;
    for (const id of new Set([...before, ...now])) {
      if (before.has(id) === now.has(id)) continue;
      const shape = shapes.get(id);
      if (shape !== undefined) raster.changed(shape.bounds);
    }
    surface.touch("shapes", "top");
  }

  function shapeUnder(at: Point): Shape | null {
    if (desk.hidden.value || picture() === null) return null;
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
    let cursor = editing.next === null || picture() === null ? "default" : "crosshair";
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
    const shown = picture();
    if (dirty.has("image")) {
      imageContext.setTransform(ratio, 0, 0, ratio, 0, 0);
      imageContext.clearRect(0, 0, size.width, size.height);
      shown?.paint(imageContext, camera.viewport, size, ratio);
    }
    if (dirty.has("shapes") && shown !== null && raster.show(camera.viewport, now)) {
      surface.touch("shapes");
    }
    if (dirty.has("top")) paintHand(shown !== null);
    const there = item !== null && (shown !== null || pictures.failure(item) !== null);
    if (there && (shown === null || raster.settled)) {
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
