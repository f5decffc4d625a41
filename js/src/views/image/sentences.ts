/** Every word the stage for images says. */
import type { Annotation } from "../../state/types";

type Named = Pick<Annotation, "kind" | "label">;

function called({ kind, label }: Named): string {
  return label === null ? `${kind} without a label` : `${kind} ${label}`;
}

export const loading = "loading the picture…";

/** What the canvas is called by a screen reader. */
export function canvas(item: string | null): string {
  // Without the type in front: `s:street/1.jpg`.
  return item === null ? "image" : `image ${item.slice(2)}`;
}

export const cannotDecode =
  "this picture cannot be decoded: the file is broken, or of a sort this browser does not know";

export function added(made: Named, count: number): string {
  const here = `${count} on this image`;
  return made.label === null
    ? `${made.kind} added without a label: choose one · ${here}`
    : `${called(made)} added, ${here}`;
}

export const moved = (what: Named) => `${called(what)} moved`;
export const resized = (what: Named) => `${called(what)} resized`;
export const copied = (what: Named) => `${called(what)} copied`;
export const pasted = (what: Named) => `${called(what)} pasted`;
export const duplicated = (what: Named) => `${called(what)} duplicated`;
export const chosen = (what: Named) => `${called(what)} selected`;
export const locked = (what: Named) => `${called(what)} is locked`;
export const cancelled = "drawing cancelled";
export const nothingSelected = "select an annotation first: click it, or press [";
export const nothingCopied = "nothing copied yet";
export const zoom = (scale: number) => `zoom ${Math.round(scale * 100)} %`;
export const size = (width: number, height: number) =>
  `${Math.round(width)} × ${Math.round(height)}`;

export function drawing(how: "drag" | "clicks" | "extremes"): string {
  if (how === "clicks") return "draw by clicks: corner, then the opposite corner · N leaves";
  if (how === "extremes") return "draw by extremes: click its four outermost points · E leaves";
  return "draw by dragging";
}
