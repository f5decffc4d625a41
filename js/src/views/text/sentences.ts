/** Every word the stage for texts says. */
import type { Annotation } from "../../state/types";
import { count, many, NO_LABEL, undoes } from "../../words";

type Named = Pick<Annotation, "kind" | "label">;

const LONGEST = 40;

/** What of a text fits into a sentence. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const letters = [...line];
  return `“${letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : line}”`;
}

const called = ({ kind, label }: Named) => `${kind} ${label ?? NO_LABEL}`;

export const loading = "loading the text…";
/** What the canvas is called by a screen reader. */
export const canvas = (item: string | null): string =>
  item === null ? "text" : `text ${item.slice(item.indexOf(":") + 1)}`;
export const otherLength = (here: number, there: number): string =>
  `this text came with ${count(here)} characters instead of ${count(there)}; run the cell again`;

export function added(made: Named, text: string, total: number): string {
  const here = `${count(total)} in this text`;
  return made.label === null
    ? `${quoted(text)} marked without a label: choose one · ${here}`
    : `${called(made)} added: ${quoted(text)}, ${here}`;
}

export const moved = (what: Named, text: string) => `${called(what)} is now ${quoted(text)}`;
export const chosen = (what: Named, text: string) => `${called(what)} selected: ${quoted(text)}`;
export const locked = (what: Named) => `${called(what)} is locked: unlock it in the list first`;
export const there = (what: Named) => `${called(what)} is there already`;
export const overlaps = (field: string, other: Named, text: string) =>
  `${field} may not overlap: ${called(other)} ${quoted(text)} is here`;
export const cancelled = "marking cancelled";
export const marked = (text: string) => `${quoted(text)} marked: a digit labels it`;
export const nothingMarked = "mark something first: drag, or hold Shift with the arrows";
export const nothingSelected = "select a span first: click it, or press [";
export const copied = (text: string) => `copied ${quoted(text)}`;
export const notCopied = "this browser does not let the page copy";
export const labelledAll = (n: number, what: Named, text: string) =>
  undoes(`${many(n, "span")} ${what.label ?? NO_LABEL} added, each ${quoted(text)}`);
export const noOthers = (text: string) => `no other ${quoted(text)} is left to label`;
export const tooMany = (n: number, most: number) =>
  `${count(n)} matches are too many at once; the first ${count(most)} are labeled, do it again for more`;
export const typeSize = (pixels: number) => `type ${Math.round(pixels)} px`;

export const find = {
  name: "find in the text",
  next: "next match (Enter)",
  previous: "previous match (Shift+Enter)",
  close: "close (Esc)",
} as const;
export const matches = (at: number, of: number, more: boolean): string => {
  if (of === 0) return "not found";
  return `${at < 0 ? "" : `${count(at + 1)} of `}${count(of)}${more ? "+" : ""}`;
};
