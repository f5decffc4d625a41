/** Name tags: pre-painted once per label, and where they stand at their box. */
import type { Point, Rect } from "../geometry/rect";
import { readableOn } from "./contrast";
import { contextOf } from "./surface";
import type { Size } from "./viewport";

export const TAG_HEIGHT = 18;
const INSET = 6;
const LONGEST = 28;

export interface Tag extends Size {
  readonly sprite: HTMLCanvasElement;
}

/** On top of the box, or inside where the item ends above it (`ceiling`, view pixels). */
export function tagPlace(box: Rect, tag: Size, ceiling: number): Point {
  const x = Math.round(box.x) - 1;
  const top = Math.round(box.y);
  return top - tag.height >= ceiling ? { x, y: top - tag.height } : { x, y: top };
}

/** Whether the box is big enough on the screen to carry its name: else names are all one sees. */
export function carries(box: Size, tag: Size): boolean {
  return box.width >= tag.width && box.height >= 2 * tag.height;
}

/** Up and to the left of the pointer: what it is about to be drawn around lies the other way. */
export function tagAtPointer(at: Point, tag: Size): Point {
  const away = 8;
  const x = at.x - tag.width - away;
  const y = at.y - tag.height - away;
  return { x: Math.round(x < 0 ? at.x + away : x), y: Math.round(y < 0 ? at.y + away : y) };
}

export function shortened(text: string): string {
  // By grapheme, so that an emoji or an accent is not cut in two.
  const graphemes = [...new Intl.Segmenter().segment(text)];
  if (graphemes.length <= LONGEST) return text;
  return `${graphemes
    .slice(0, LONGEST - 1)
    .map((part) => part.segment)
    .join("")}…`;
}

export class Tags {
  readonly #made = new Map<string, Tag>();
  #font = "sans-serif";
  #ratio = 1;

  /** Another font or pixel ratio: all are painted anew when asked for. */
  use(font: string, ratio: number): void {
    if (font === this.#font && ratio === this.#ratio) return;
    this.#font = font;
    this.#ratio = ratio;
    this.#made.clear();
  }

  /** `open`: hollow, for what is only suggested. */
  of(text: string, color: string, open = false): Tag {
    const name = `${color} ${open ? "open" : ""} ${text}`;
    let tag = this.#made.get(name);
    if (tag === undefined) {
      tag = this.#paint(shortened(text), color, open);
      this.#made.set(name, tag);
    }
    return tag;
  }

  #paint(text: string, color: string, open: boolean): Tag {
    const sprite = document.createElement("canvas");
    const context = contextOf(sprite);
    const font = `600 11.5px ${this.#font}`;
    context.font = font;
    const width = Math.ceil(context.measureText(text).width) + 2 * INSET;
    sprite.width = Math.ceil(width * this.#ratio);
    sprite.height = Math.ceil(TAG_HEIGHT * this.#ratio);
    context.scale(this.#ratio, this.#ratio);
    context.fillStyle = open ? "rgba(255, 255, 255, 0.92)" : color;
    context.beginPath();
    if (open) context.roundRect(0.5, 0.5, width - 1, TAG_HEIGHT - 1, [3, 3, 3, 0]);
    else context.roundRect(0, 0, width, TAG_HEIGHT, [3, 3, 3, 0]);
    context.fill();
    if (open) {
      context.strokeStyle = color;
      context.stroke();
    }
    // Setting the size has reset the font.
    context.font = font;
    context.fillStyle = open ? "#1a1a1a" : readableOn(color);
    context.textBaseline = "middle";
    context.fillText(text, INSET, TAG_HEIGHT / 2 + 0.5);
    return { sprite, width, height: TAG_HEIGHT };
  }
}
