/**
 * One view's own state: what is on the desk in front of one person.
 *
 * The document is shared by all views of a labeler; this is not. The DOM around the canvas
 * (palette, list, strip, status) and the stage (the canvas itself) meet only here.
 */
import type { ReadonlySignal, Signal } from "@preact/signals-core";
import type { Editor } from "../state/editor";
import type { Answer, Field, ItemKey, Label } from "../state/types";
import type { Upcoming } from "./next_up";
import type { Suggesting } from "./suggesting";

/** Which items next, previous and the strip go through. */
export interface Filter {
  readonly status: "all" | Answer["status"];
  /** A label's name, or null for any. */
  readonly label: string | null;
  readonly flagged: boolean;
}

/** A label as digits choose it: numbered across fields in declared order. */
export interface Offer {
  readonly field: Field;
  readonly label: Label;
  /** "1" … "0", "⇧1" … "⇧0", or "" past the twentieth. */
  readonly digit: string;
}

/** The layer Python paints over each image. */
export interface Overlay {
  readonly shown: Signal<boolean>;
  /** 0 to 1. */
  readonly opacity: Signal<number>;
}

export interface Desk {
  readonly editor: Editor;
  /** Of the items, where it was said; "" or none: their script tells. */
  readonly language?: string;
  readonly item: Signal<ItemKey | null>;
  /** Ids; today none or one is selected. */
  readonly selected: Signal<readonly string[]>;
  /** The label that the next drawn shape gets; null: it waits for its digit. */
  readonly active: Signal<Offer | null>;
  readonly offers: ReadonlySignal<readonly Offer[]>;
  readonly filter: Signal<Filter>;
  /** Item keys that pass the filter, in order. */
  readonly shown: ReadonlySignal<readonly ItemKey[]>;
  /** Where one may go from here, to have it ready. */
  readonly upcoming: ReadonlySignal<Upcoming>;
  /** H is held, or its button is down. */
  readonly hidden: Signal<boolean>;
  /** Ids hidden one by one in the list; ids that cannot be changed. */
  readonly invisible: Signal<ReadonlySet<string>>;
  readonly locked: Signal<ReadonlySet<string>>;
  /** The id under the pointer in the list, to be shown on the canvas, or the other way. */
  readonly hovered: Signal<string | null>;
  readonly brightness: Signal<number>;
  readonly contrast: Signal<number>;
  /** null where there is none. */
  readonly overlay: Overlay | null;
  readonly focused: Signal<boolean>;
  readonly fullScreen: Signal<boolean>;
  /** What models propose for this item. */
  readonly suggesting: Suggesting;
  /** How drawing is done just now; the stage sets it, the palette shows it. */
  readonly drawing: Signal<"drag" | "clicks" | "extremes">;
  /** CSS pixels per item unit; the stage sets it. */
  readonly zoom: Signal<number>;
  /** CSS pixels of a text's type, where somebody changed it; kept over a reload. */
  readonly typeSize: Signal<number | null>;

  /** Say something once: in the status line and to screen readers. */
  say(text: string): void;
  go(item: ItemKey): void;
  /** Accept or reject one suggestion, wherever the cursor is. */
  decide(decision: "accept" | "reject", id: string): void;
  /** Carry out a command of keys.json by its name; what the key and the button both call. */
  command(name: string, event?: KeyboardEvent): void;
  /** A digit's, a label key's or a palette button's act: relabel, choose a class, or make active. */
  choose(offer: Offer): void;
}

/** What a robot or a test aims at. */
export type Target =
  | { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly start: number; readonly end: number };

/** The canvas for one medium. It paints, and turns pointers into calls. */
export interface Stage {
  /** The focusable element. */
  readonly canvas: HTMLCanvasElement;
  /** A digit for what is marked here and not made yet; false if nothing is. */
  label?(offer: Offer): boolean;
  /** Do what a command means here; false if it means nothing. */
  command(name: string, event?: KeyboardEvent): boolean;
  rectOf(target: Target): Promise<DOMRect>;
  /** Resolves when the current item is painted. */
  painted(): Promise<void>;
}

/** Builds a stage in `host`; everything it holds ends with the signal. */
export type StageFactory = (host: HTMLElement, desk: Desk, signal: AbortSignal) => Stage;
