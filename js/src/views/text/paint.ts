/**
 * Paints marks around the browser's own glyphs: grounds beneath them, bars and names above.
 *
 * Each line has room over its words for names and under them for bars. Spans that meet are
 * underlined on levels of their own, the shortest nearest to the words; where there are many levels
 * their bars become thinner, so that they never run into the next line.
 */
import { readableOn } from "../../canvas/contrast";
import { meet, type Rect } from "../../geometry/rect";
import type { Range } from "../../geometry/text_segments";
import type { Style } from "../styles";
import type { Page } from "./page";
import type { Span, Spans } from "./spans";

const NAME_HEIGHT = 12;
const NAME_FONT = 10;
const BARS = 8;
const PITCH = 4;
/** What is left of a name that has no room. */
const NAME_LEAST = 14;
const KNOB = 4.5;

export interface Marks {
  readonly page: Page;
  readonly spans: Spans;
  readonly font: string;
  readonly accent: string;
  readonly dark: boolean;
  /** In view and not hidden, shortest first. */
  readonly seen: readonly Span[];
  readonly selected: { readonly span: Span; readonly now: Range; readonly grips: boolean } | null;
  readonly hovered: string | null;
  /** The suggestion that accepting and rejecting act on. */
  readonly cursor: Span | null;
  /** Being marked just now, and what it will be. */
  readonly marking: { readonly range: Range; readonly style: Style } | null;
  readonly caret: Rect | null;
  readonly found: readonly Range[];
  readonly current: Range | null;
}

interface Placed {
  readonly span: Span;
  readonly rects: readonly Rect[];
}

/** A name as it stands on the screen: it can be clicked. */
export interface Name extends Rect {
  readonly span: Span;
}

export function paintGrounds(context: CanvasRenderingContext2D, marks: Marks): void {
  const { page, dark } = marks;
  const fill = (range: Range, color: string, alpha: number) => {
    context.globalAlpha = alpha;
    context.fillStyle = color;
    for (const { x, y, width, height } of page.rects(range.start, range.end)) {
      context.fillRect(x, y - 1, width, height + 2);
    }
  };
  for (const span of marks.seen) {
    const held = marks.selected?.span.annotation.id === span.annotation.id;
    const strong = held || marks.hovered === span.annotation.id;
    const range = held ? (marks.selected?.now ?? span) : span;
    const ground = span.style.open ? 0 : dark ? 0.3 : 0.2;
    if (ground > 0 || strong) fill(range, span.style.color, ground + (strong ? 0.18 : 0));
  }
  for (const range of marks.found) fill(range, "#ffd54f", dark ? 0.45 : 0.6);
  if (marks.current !== null) fill(marks.current, "#ff8f00", 0.65);
  if (marks.marking !== null) fill(marks.marking.range, marks.marking.style.color, 0.4);
  context.globalAlpha = 1;
}

/** Gives back where the names stand. */
export function paintMarks(context: CanvasRenderingContext2D, marks: Marks): Name[] {
  const { page, selected } = marks;
  const placed = marks.seen.map((span): Placed => {
    const { start, end } =
      selected?.span.annotation.id === span.annotation.id ? selected.now : span;
    return { span, rects: page.rects(start, end) };
  });
  paintBars(context, marks, placed);
  if (marks.cursor !== null) paintCursor(context, marks, marks.cursor);
  const names = paintNames(context, marks, placed);
  if (selected !== null) paintSelected(context, marks, selected);
  if (marks.marking !== null) {
    context.fillStyle = marks.marking.style.color;
    for (const { x, y, width, height } of page.rects(
      marks.marking.range.start,
      marks.marking.range.end,
    )) {
      context.fillRect(x, y + height + 1, width, 2);
    }
  }
  if (marks.caret !== null) {
    context.fillStyle = marks.accent;
    const { x, y, height } = marks.caret;
    context.fillRect(Math.round(x) - 1, y - 2, 2, height + 4);
  }
  return names;
}

function paintBars(
  context: CanvasRenderingContext2D,
  { spans }: Marks,
  placed: readonly Placed[],
): void {
  const deepest = placed.reduce((most, { span }) => Math.max(most, spans.levelOf(span)), 0);
  const pitch = Math.min(PITCH, BARS / (deepest + 1));
  const thick = Math.max(1, pitch - 1);
  for (const { span, rects } of placed) {
    context.fillStyle = span.style.color;
    const level = spans.levelOf(span);
    for (const [index, rect] of rects.entries()) {
      const y = rect.y + rect.height + 1 + level * pitch;
      // A little apart, or two in a row would look like one.
      const width = Math.max(1, rect.width - (index === rects.length - 1 ? 1 : 0));
      if (span.style.dash || span.style.open) {
        for (let x = 0; x < width; x += 7)
          context.fillRect(rect.x + x, y, Math.min(4, width - x), thick);
      } else context.fillRect(rect.x, y, width, thick);
    }
  }
}

function paintNames(
  context: CanvasRenderingContext2D,
  { page, font, hovered, cursor, selected }: Marks,
  placed: readonly Placed[],
): Name[] {
  context.font = `600 ${NAME_FONT}px ${font}`;
  context.textBaseline = "middle";
  const lines = new Map<number, { span: Span; x: number; full: number }[]>();
  for (const { span, rects } of placed) {
    const [first] = rects;
    if (first === undefined) continue;
    const y = Math.round(first.y);
    const line = lines.get(y) ?? [];
    lines.set(y, line);
    const full = Math.ceil(context.measureText(span.name).width) + 6;
    // Where it is read from: on the right in a line of Hebrew.
    const begins = page.edge(span.start, "start")?.x ?? first.x;
    const fromRight = begins > first.x + first.width / 2;
    const x = Math.max(0, Math.round(fromRight ? first.x + first.width - full : first.x));
    line.push({ span, x, full });
  }
  const names: Name[] = [];
  for (const [y, line] of lines) {
    // What holds the others begins the row; the rest follow beside it.
    line.sort((a, b) => a.x - b.x || b.span.end - b.span.start - (a.span.end - a.span.start));
    let free = Number.NEGATIVE_INFINITY;
    for (const [index, { span, x: wanted, full }] of line.entries()) {
      const x = Math.max(wanted, free);
      const next = line[index + 1];
      const room = next === undefined ? full : Math.max(next.x - x - 1, NAME_LEAST);
      const width = Math.min(full, room);
      names.push({ span, x, y: y - NAME_HEIGHT - 1, width, height: NAME_HEIGHT });
      free = x + width + 1;
    }
  }
  const strong = [hovered, cursor?.annotation.id, selected?.span.annotation.id];
  const whole = names
    .filter(({ span }) => strong.includes(span.annotation.id))
    .map((name) => {
      const width = Math.ceil(context.measureText(name.span.name).width) + 6;
      return { ...name, width };
    });
  // What is meant is read in full, and its neighbours make room.
  const shown = names.filter((name) => !whole.some((other) => meet(name, other)));
  for (const name of [...shown, ...whole]) paintName(context, name);
  return [...whole, ...shown];
}

function paintName(context: CanvasRenderingContext2D, { span, x, y, width }: Name): void {
  context.save();
  const { color, open } = span.style;
  context.beginPath();
  context.roundRect(x, y, width, NAME_HEIGHT, 2);
  context.fillStyle = open ? "#ffffff" : color;
  context.fill();
  context.clip();
  if (open) {
    // Half of it falls outside the clip: one pixel is left.
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.stroke();
  }
  context.fillStyle = open ? "#1a1a1a" : readableOn(color);
  context.fillText(span.name, x + 3, y + NAME_HEIGHT / 2 + 0.5);
  context.restore();
}

/** Told from the selection by its dashes, and by having no handles. */
function paintCursor(context: CanvasRenderingContext2D, { page, dark }: Marks, span: Span): void {
  for (const [color, dash] of [
    [dark ? "#ffffff" : "#000000", []],
    [span.style.color, [5, 4]],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.setLineDash([...dash]);
    for (const { x, y, width, height } of page.rects(span.start, span.end)) {
      context.strokeRect(x - 1, y - 2, width + 2, height + 4);
    }
  }
  context.setLineDash([]);
}

function paintSelected(
  context: CanvasRenderingContext2D,
  { page, accent }: Marks,
  { span, now, grips }: NonNullable<Marks["selected"]>,
): void {
  context.strokeStyle = span.style.color;
  context.lineWidth = 2;
  for (const { x, y, width, height } of page.rects(now.start, now.end)) {
    context.strokeRect(x - 1, y - 2, width + 2, height + 4);
  }
  if (!grips) return;
  for (const side of ["start", "end"] as const) {
    const edge = page.edge(now[side], side);
    if (edge === null) continue;
    context.fillStyle = accent;
    context.fillRect(edge.x - 1, edge.y - 3, 2, edge.height + 6);
    context.beginPath();
    const y = side === "start" ? edge.y - 3 : edge.y + edge.height + 3;
    context.arc(edge.x, y, KNOB, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5;
    context.stroke();
  }
}
