/** What the DOM around the stage must know of each medium: the stages themselves are handed in. */

export interface Medium {
  /** Tools for marking, in their row; `draw-…` are ways of drawing, one of which is on. */
  readonly drawing: readonly string[];
  /** Tools for what is selected, under the list. */
  readonly selected: readonly string[];
  /** Tools under the list that need nothing selected. */
  readonly always: readonly string[];
  /** Tools beside zooming. */
  readonly looking: readonly string[];
  /** How wide an item stands in the strip, in CSS pixels. */
  readonly cell: number;
  /** How it is begun, for who has never done it. */
  readonly teach: string;
}

const IMAGE: Medium = {
  drawing: ["draw-drag", "draw-clicks", "draw-extremes", "draw-centre", "cancel"],
  selected: ["duplicate", "copy"],
  always: ["paste"],
  looking: ["adjust"],
  cell: 72,
  teach: "drag to draw",
};

const TEXT: Medium = {
  drawing: ["make-span", "cancel"],
  selected: ["copy", "label-all"],
  always: [],
  looking: ["find"],
  cell: 148,
  teach: "drag over words",
};

const media: Readonly<Record<string, Medium>> = { image: IMAGE, text: TEXT };

export const mediumNamed = (name: string): Medium => media[name] ?? IMAGE;
