/** What all the parts of one labeler on one page share, handed down once. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Editor } from "../state/editor";
import type { Annotation, Answer, Field } from "../state/types";
import type { Desk } from "./desk";
import type { Room } from "./room";

/** Narrower, and a list beside the item would leave the item too little. */
export const ROOM_FOR_LIST = 720;

/** The panel of the loop beside the item, and the list there too. */
export const ROOM_FOR_LOOP = 900;
const LIST_WIDTH = 224;

/** Which parts are open, and how much room there is. */
export interface Panels {
  readonly list: Signal<boolean>;
  /** The list where it lies over the item: only while it is wanted. */
  readonly listOver: Signal<boolean>;
  readonly strip: Signal<boolean>;
  /** The panel of the loop, and the same where it lies over the item. */
  readonly loop: Signal<boolean>;
  readonly loopOver: Signal<boolean>;
  readonly help: Signal<boolean>;
  readonly comment: Signal<boolean>;
  readonly adjust: Signal<boolean>;
  readonly more: Signal<boolean>;
  readonly naming: Signal<boolean>;
  /** CSS pixels of the whole labeler. */
  readonly width: Signal<number>;
  readonly height: Signal<number>;
  /** CSS pixels the person dragged the labeler to; null: as Python said. */
  readonly dragged: Signal<number | null>;
}

/** The switch of the list as there is room just now. */
export const listed = (panels: Panels): Signal<boolean> =>
  panels.width.value >= ROOM_FOR_LIST ? panels.list : panels.listOver;

/** Whether the panel of the loop has room beside the item. */
export function loopFits({ width, list }: Panels, drawn: boolean): boolean {
  const besideList = drawn && list.value ? LIST_WIDTH : 0;
  return width.value >= ROOM_FOR_LOOP + besideList;
}

export interface View {
  readonly editor: Editor;
  readonly desk: Desk;
  readonly panels: Panels;
  readonly medium: string;
  readonly guide: string;
  /** What was said last; empty again after a while. */
  readonly said: ReadonlySignal<string>;
  /** Why this item came next, as the strategy says; null: nothing to say. */
  readonly reason: ReadonlySignal<string | null>;
  /** Fields that are drawn, and fields that are chosen. */
  readonly drawn: ReadonlySignal<readonly Field[]>;
  readonly chosen: ReadonlySignal<readonly Field[]>;
  /** This item's drawn annotations in order of creation. */
  readonly placed: ReadonlySignal<readonly Annotation[]>;
  /** These, and what is suggested: as the list has them. */
  readonly rows: ReadonlySignal<readonly Annotation[]>;
  /** What is said of this item as a whole; the same object until that changes. */
  readonly answer: ReadonlySignal<Answer>;
  /** What the parts around the item may take of the height. */
  readonly room: ReadonlySignal<Room>;
  /** Give the canvas the focus back. */
  focus(): void;
}

export const ViewContext = createContext<View | null>(null);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error("a part of the labeler was rendered outside of it");
  return view;
}

/** On every focusable element: Lumino looks for it on the target itself, not on its parents. */
export const AWAKE = { "data-lm-suppress-shortcuts": "true" } as const;
