/** What the commands of the key table mean on an image. */
import type { Point } from "../../geometry/rect";
import type { Desk } from "../desk";
import type { Camera } from "./camera";
import type { Editing } from "./editing";
import type { Hand } from "./hand";
import type { Nudging } from "./nudging";
import * as sentences from "./sentences";
import type { Shape } from "./shapes";

interface Parts {
  readonly desk: Desk;
  readonly camera: Camera;
  readonly editing: Editing;
  readonly nudging: Nudging;
  readonly hand: Hand;
  /** Where the pointer is, in view pixels; null when it is elsewhere. */
  readonly at: () => Point | null;
  /** The suggestion under the cursor. */
  readonly suggested: () => Shape | null;
}

const STEP = 1.25;

export function commandsOf(parts: Parts): (name: string, event?: KeyboardEvent) => boolean {
  const { desk, camera, editing, nudging, hand } = parts;

  const zoom = (factor: number) => {
    camera.zoom(factor, parts.at() ?? camera.middle);
    desk.say(sentences.zoom(camera.viewport.scale));
  };
  const draw = (how: "clicks" | "extremes") => {
    hand.cancel();
    desk.drawing.value = desk.drawing.value === how ? "drag" : how;
    desk.say(sentences.drawing(desk.drawing.value));
  };
  const arrow = (event: KeyboardEvent | undefined, resize: boolean) => {
    const [shape] = editing.selected;
    if (event === undefined || shape === undefined || camera.item === null) return false;
    if (editing.isLocked(shape.annotation.id)) {
      desk.say(sentences.locked(shape.annotation));
      return true;
    }
    return nudging.step(shape, event.key, event.shiftKey, resize, camera.item);
  };
  const onItem = (act: (extent: { width: number; height: number }, scale: number) => void) => {
    if (camera.item !== null) act(camera.item, camera.viewport.scale);
  };

  const acts: Readonly<Record<string, (event?: KeyboardEvent) => unknown>> = {
    "zoom-in": () => zoom(STEP),
    "zoom-out": () => zoom(1 / STEP),
    "zoom-fit": () => {
      camera.fit();
      desk.say(sentences.zoom(camera.viewport.scale));
    },
    "draw-clicks": () => draw("clicks"),
    "draw-extremes": () => draw("extremes"),
    "draw-centre": () => onItem((extent) => editing.makeCentred(camera.seen, extent)),
    nudge: (event) => arrow(event, false),
    resize: (event) => arrow(event, true),
    "reveal-suggestion": () => {
      const shape = parts.suggested();
      if (shape !== null) camera.reveal(shape.bounds, "touch");
    },
    copy: () => editing.copy(),
    paste: () => onItem((extent, scale) => editing.paste(extent, scale)),
    duplicate: () => onItem((extent, scale) => editing.duplicate(extent, scale)),
    cancel: () => {
      const was = hand.cancel();
      if (was) desk.say(sentences.cancelled);
      return was;
    },
  };

  return (name, event) => {
    // A nudge still underway is a gesture of its own, before whatever comes now.
    if (name !== "nudge" && name !== "resize") nudging.finish();
    const act = acts[name];
    return act === undefined ? false : act(event) !== false;
  };
}
