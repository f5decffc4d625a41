/** The lower edge: drag it, or use the arrow keys on it, to give the labeler more height or less. */
import type { TargetedPointerEvent, VNode } from "preact";
import * as words from "../words";
import { AWAKE, useView } from "./view";

const LEAST = 280;
const STEP = 24;

export function DragEdge(): VNode {
  const { panels, focus } = useView();
  const resize = (height: number) => {
    panels.dragged.value = Math.max(LEAST, Math.round(height));
  };
  const start = (event: TargetedPointerEvent<HTMLElement>) => {
    const edge = event.currentTarget;
    const from = panels.height.value - event.clientY;
    edge.setPointerCapture(event.pointerId);
    const end = new AbortController();
    const { signal } = end;
    const move = ({ clientY }: PointerEvent) => resize(from + clientY);
    edge.addEventListener("pointermove", move, { signal });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      edge.addEventListener(name, () => end.abort(), { signal });
    }
    focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or focused.
    <div
      {...AWAKE}
      class="nbl-edge"
      role="separator"
      aria-orientation="horizontal"
      aria-label={words.RESIZE}
      aria-valuemin={LEAST}
      aria-valuemax={Math.max(4000, panels.height.value)}
      aria-valuenow={Math.round(panels.height.value)}
      tabIndex={0}
      title={words.RESIZE}
      onPointerDown={start}
      onDblClick={() => {
        panels.dragged.value = null;
      }}
      onKeyDown={(event) => {
        const by = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
        if (by) resize(panels.height.value + by);
      }}
    />
  );
}
