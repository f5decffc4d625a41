/**
 * What one browser tab remembers of a labeler, so that a reload comes back as it was. Work is never
 * kept here: sessionStorage may be refused, or lost with the browser.
 */
import type { Annotator, ItemKey, Task } from "../state/types";
import type { Filter } from "./desk";

export interface Remembered {
  readonly item?: ItemKey;
  readonly filter?: Filter;
  readonly list?: boolean;
  readonly strip?: boolean;
  readonly loop?: boolean;
  readonly height?: number;
  readonly threshold?: number;
  readonly typeSize?: number;
  readonly active?: readonly [field: string, label: string] | null;
}

export const placeFor = (task: Task, annotator: Annotator): string =>
  JSON.stringify(["nblabel", task.store, task.id, annotator.name]);

export function recall(place: string): Remembered {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

export function remember(place: string, what: Remembered): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(what));
  } catch {
    // Refused or full: the next reload starts at the first item to do, and that is all.
  }
}
