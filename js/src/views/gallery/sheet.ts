/** What the kernel says of a gallery's sheet, and which of its tiles lies where. Pure. */
import type { Point, Rect } from "../../geometry/rect";

export interface Heading {
  readonly title: string;
  readonly count: number;
  readonly y: number;
}

/** Everything in pixels of the sheet. */
export interface Sheet {
  /** The id of the canvas it is painted on. */
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly tile: readonly [number, number];
  /** Height of a heading. */
  readonly heading: number;
  readonly items: readonly string[];
  readonly names: readonly string[];
  readonly figures: readonly (number | null)[];
  /** The upper left corner of each tile. */
  readonly places: readonly (readonly [number, number])[];
  readonly headings: readonly Heading[];
  /** How many more there would have been. */
  readonly left_out: number;
}

/** What Python tells of a sheet while it paints. */
export type Told =
  | ({ readonly type: "sheet" } & Sheet)
  | { readonly type: "painted"; readonly done: number }
  | { readonly type: "failed"; readonly why: string };

/** Whoever paints the sheet. */
export interface SheetPainter {
  listen(listener: (told: Told) => void, signal: AbortSignal): void;
  paint(): void;
  open(item: string): void;
  canvas(id: string): Promise<HTMLCanvasElement>;
}

export function rectOfTile({ places, tile }: Sheet, index: number): Rect {
  const [x, y] = places[index] ?? [0, 0];
  return { x, y, width: tile[0], height: tile[1] };
}

/** The tile under a point, or -1. */
export function tileAt({ places, tile }: Sheet, at: Point): number {
  return places.findIndex(
    ([x, y]) => at.x >= x && at.x < x + tile[0] && at.y >= y && at.y < y + tile[1],
  );
}

/** Where an arrow key leads from a tile: to the nearest one that way. */
export function tileBeside({ places }: Sheet, from: number, by: Point): number {
  if (from < 0 || by.y === 0) {
    return Math.max(0, Math.min(places.length - 1, from + (from < 0 ? 1 : by.x)));
  }
  const [x, y] = places[from] ?? [0, 0];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  places.forEach(([otherX, otherY], index) => {
    const down = (otherY - y) * by.y;
    const far = down * 4 + Math.abs(otherX - x);
    if (down > 0 && far < least) {
      best = index;
      least = far;
    }
  });
  return best;
}

/** What is said of a tile. */
export function captionOf(sheet: Sheet, index: number): string {
  const figure = sheet.figures[index];
  const name = sheet.names[index] ?? "";
  return figure == null ? name : `${name} · ${figure.toFixed(2)}`;
}
