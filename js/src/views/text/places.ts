/** Where units of the text stand in the view, and what stands at a point of it. */
import { clamp, type Point, type Rect } from "../../geometry/rect";
import type { Range } from "../../geometry/text_segments";
import { type Block, joined } from "./block";
import type { Column } from "./column";
import { type Cell, cellAt, rightToLeft } from "./lines";

/** What is under a point of the view. */
export interface Hit {
  readonly cell: Range;
  /** The side of the grapheme that is nearer. */
  readonly boundary: number;
  /** false: the point is beside the text, this is only the nearest place. */
  readonly inside: boolean;
}

/** One rectangle per line and direction; none of what is not in the DOM. */
export function rectsOf(column: Column, start: number, end: number): Rect[] {
  const { blocks } = column;
  if (blocks === null) return [];
  const rects: Rect[] = [];
  let cut = false;
  const first = Math.max(column.first, blocks.at(start));
  for (let block = first; block <= column.last && blocks.start(block) < end; block++) {
    const from = Math.max(start, blocks.start(block));
    const to = Math.min(end, blocks.end(block));
    const shown = column.of(block);
    if (shown === undefined || from >= to) continue;
    const own = shown.rects(from - blocks.start(block), to - blocks.start(block));
    for (const { x, y, width, height } of own) rects.push({ x, y: y + shown.top, width, height });
    cut ||= blocks.isCut(block);
  }
  return cut ? joined(rects) : rects;
}

/** The edge of the grapheme that begins (or ends) here: where a caret or a handle stands. */
export function edgeOf(column: Column, unit: number, side: "start" | "end"): Rect | null {
  const { blocks } = column;
  if (blocks === null) return null;
  const block = blocks.at(side === "end" && unit > 0 ? unit - 1 : unit);
  const shown = column.of(block);
  if (shown === undefined) return null;
  const [from, to] = [blocks.start(block), blocks.end(block)];
  const inner = clamp(side === "end" ? unit - 1 : unit, from, Math.max(from, to - 1));
  const after = side === "end" || unit >= to;
  const cell = column.segments?.around(inner, "grapheme") ?? { start: inner, end: inner + 1 };
  const rect = shown.rects(cell.start - from, cell.end - from)[0];
  if (rect === undefined) {
    const x = shown.isRtl ? column.inner.right : column.inner.left;
    return { x, y: shown.top + column.line * 0.26, width: 0, height: column.type * 1.2 };
  }
  const rtl = rightToLeft(blocks.text.slice(cell.start, cell.end)) ?? shown.isRtl;
  const x = rtl === after ? rect.x : rect.x + rect.width;
  return { x, y: rect.y + shown.top, width: 0, height: rect.height };
}

export function hitAt(column: Column, at: Point): Hit | null {
  const { blocks, heights } = column;
  if (blocks === null || column.last < 0) return null;
  let block = column.first;
  for (; block < column.last; block++) {
    if ((column.of(block) as Block).top + heights.of(block) > at.y) break;
  }
  const shown = column.of(block) as Block;
  const start = blocks.start(block);
  if (blocks.end(block) === start) {
    return { cell: { start, end: start }, boundary: start, inside: false };
  }
  const y = at.y - shown.top;
  const cells = cellsAt(column, block, y);
  const cell = cellAt(cells, at.x);
  if (cell === null) return null;
  const left = at.x < (cell.left + cell.right) / 2;
  const text = blocks.text.slice(cell.start, cell.end);
  const rtl = rightToLeft(text) ?? leansLeft(cells, cell) ?? shown.isRtl;
  const within = at.x >= cell.left && at.x < cell.right;
  return {
    cell,
    boundary: left === rtl ? cell.end : cell.start,
    inside: within && y >= 0 && y < heights.of(block),
  };
}

/** The line at this height of a block; where a piece goes on, the end of the one before as well. */
function cellsAt(column: Column, block: number, y: number): readonly Cell[] {
  const cells = (column.of(block) as Block).lines.at(y);
  const before = column.blocks?.goesOn(block) ? column.of(block - 1) : undefined;
  if (before === undefined || y >= column.line) return cells;
  return [...before.lines.at(Number.MAX_VALUE), ...cells];
}

/** A sign without a direction of its own runs as its neighbour does. */
function leansLeft(cells: readonly Cell[], cell: Cell): boolean | null {
  const at = cells.indexOf(cell);
  const next = cells[at + 1];
  if (next !== undefined) return next.left < cell.left;
  const former = cells[at - 1];
  return former === undefined ? null : former.left > cell.left;
}
