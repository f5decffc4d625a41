/**
 * The stage for texts: the text, its spans, and the hand that marks them.
 *
 * The glyphs are the browser's, in real DOM (`text/page`): only it breaks lines, shapes and orders
 * directions rightly, and says where it put what. Canvases beneath and above it paint the marks;
 * the upper one has the focus and the pointer. Text and marks are moved in the same frame, by us:
 * what the browser scrolls by itself is shown before any canvas can follow.
 *
 * Inside the stage offsets are UTF-16 units, as the DOM's are; they become code points where an
 * annotation is made or read, by `TextOffsets` alone.
 */
import { effect, untracked } from "@preact/signals-core";
import { contextOf, type Frame, Surface } from "../canvas/surface";
import { watchTheme } from "../canvas/theme";
import type { Size } from "../canvas/viewport";
import { clamp, type Point } from "../geometry/rect";
import { Blocks } from "../geometry/text_blocks";
import type { TextOffsets } from "../geometry/text_offsets";
import { guessLanguage, type Range, Segments, type Step } from "../geometry/text_segments";
import type { Touched } from "../state/document";
import type { ItemKey } from "../state/types";
import type { Offer, Stage, StageFactory } from "./desk";
import { followPointers } from "./pointers";
import { Styles } from "./styles";
import { Aim } from "./text/aim";
import { Caret } from "./text/caret";
import { copyText } from "./text/copying";
import { Editing } from "./text/editing";
import { EndByKeys } from "./text/end_by_keys";
import { Find } from "./text/find";
import { Hand } from "./text/hand";
import { Page } from "./text/page";
import { type Marks, paintGrounds, paintMarks } from "./text/paint";
import { Scrollbar } from "./text/scrollbar";
import * as sentences from "./text/sentences";
import { Spans } from "./text/spans";
import { Texts } from "./text/texts";
import "./image/stage.css";
import "./text/stage.css";

const TYPE = { least: 9, usual: 15, most: 48 };
const STEP = 1.15;
/** From so many on, loading all anew is quicker than one after the other. */
const MANY = 2000;

interface Opened {
  readonly item: ItemKey;
  readonly offsets: TextOffsets;
  readonly segments: Segments;
}

export const textStage: StageFactory = (host, desk, signal) => {
  const { editor } = desk;
  const { document: labels } = editor;
  const theme = watchTheme(host, signal);
  const styles = new Styles();
  const surface = new Surface(host, { paint, resized }, signal);
  const spans = new Spans(styles);
  surface.shapes.className = "nbl-text-layer";
  const page = new Page(surface.shapes);
  const texts = new Texts(surface.root, editor, shown, signal);
  const scrollbar = new Scrollbar(surface.root, scrolledTo);
  const caret = new Caret(page);
  const groundContext = contextOf(surface.image);
  const marksContext = contextOf(surface.top);
  /** Where one was in texts looked at before. */
  const places = new Map<ItemKey, number>();
  let opened: Opened | null = null;
  let pointer: Point | null = null;
  let fine = false;
  let waitingForPaint: (() => void)[] = [];

  const canvas = surface.top;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  // On the focused element itself: on a parent JupyterLab does not see it.
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");

  const editing = new Editing(desk, spans, () => opened);
  const aim = new Aim(desk, editing, page, spans);
  const snapped = (a: number, b: number, by: Step) => opened?.segments.snapped(a, b, by) ?? null;
  const hand = new Hand({
    marks: () => opened !== null && editing.next !== null,
    hit: (at) => page.hit(at),
    grip: (at) => aim.grip(at),
    snapped,
    under: (at) => aim.span(at),
    select: (span) => editing.select(span),
    made: (range) => {
      caret.put(null);
      editing.make(range);
    },
    edited: (span, range) => editing.edit(span, range),
  });
  const ends = new EndByKeys(desk, editing, page, hand);
  const finishMoving = () => ends.finish();
  const find = new Find(
    surface.root,
    {
      text: () => opened?.offsets.text ?? "",
      from: () => page.extent.start,
      changed: touch,
      went(match) {
        caret.mark(match);
        page.reveal(match);
      },
      closed() {
        canvas.focus({ preventScroll: true });
        touch();
      },
    },
    signal,
  );

  const noteShift = (event: PointerEvent) => {
    fine = event.shiftKey;
  };
  for (const name of ["pointerdown", "pointermove", "pointerup"] as const) {
    canvas.addEventListener(name, noteShift, { capture: true, signal });
  }
  followPointers(
    canvas,
    {
      spacePans: false,
      wheelZooms: () => false,
      press(at, alt) {
        finishMoving();
        pointer = at;
        hand.press(at, alt);
        touch();
      },
      move(at) {
        pointer = at;
        hand.move(at, fine);
        if (hand.doing.what === "nothing") pointAt(at);
        else scrollWhileMarking();
        touch();
      },
      release(at) {
        hand.release(at, fine);
        pointAt(at);
        touch();
      },
      cancel() {
        hand.cancel();
        touch();
      },
      left() {
        pointer = null;
        desk.hovered.value = null;
        touch();
      },
      pan: (by) => scrollBy(-by.y),
      zoom: (factor) => sizeType(page.type * factor),
      panning: () => undefined,
    },
    signal,
  );
  canvas.addEventListener("dblclick", markWord, { signal });
  canvas.addEventListener(
    "wheel",
    (event) => {
      const scrolls = desk.focused.value && page.total > surface.size.height;
      if (event.ctrlKey || event.metaKey || !scrolls) return;
      event.preventDefault();
      const unit = [1, page.line, surface.size.height][event.deltaMode] ?? 1;
      scrollBy(event.deltaY * unit);
    },
    { passive: false, signal },
  );
  canvas.addEventListener(
    "keyup",
    (event) => {
      if (event.key.startsWith("Arrow")) finishMoving();
    },
    { signal },
  );
  canvas.addEventListener("blur", finishMoving, { signal });
  signal.addEventListener("abort", finishMoving);
  // A font that comes late moves every glyph.
  document.fonts.addEventListener("loadingdone", refresh, { signal });

  labels.onTouched(take, signal);
  const follow = (react: () => void) => signal.addEventListener("abort", effect(react));
  follow(() => {
    styles.use(editor.fields.value, theme.value.waiting);
    untracked(reload);
  });
  follow(() => {
    const item = desk.item.value;
    untracked(() => open(item));
  });
  follow(() => {
    const upcoming = desk.upcoming.value;
    untracked(() => texts.comingUp(upcoming));
  });
  follow(() => {
    spans.unseen = desk.invisible.value;
    touch();
  });
  follow(() => {
    const type = clamp(desk.typeSize.value ?? TYPE.usual, TYPE.least, TYPE.most);
    desk.zoom.value = type / TYPE.usual;
    page.fit(surface.size, type);
    touch();
  });
  follow(() => {
    const [id] = desk.selected.value;
    untracked(() => {
      const span = id === undefined ? undefined : spans.get(id);
      if (span !== undefined) page.reveal(span);
      touch();
    });
  });
  follow(() => {
    spans.threshold = desk.suggesting.threshold.value;
    void [
      desk.suggesting.cursor.value,
      desk.hovered.value,
      desk.active.value,
      desk.locked.value,
      desk.hidden.value,
    ];
    touch();
  });

  function open(item: ItemKey | null): void {
    if (item === texts.item) return;
    finishMoving();
    hand.cancel();
    caret.put(null);
    if (opened !== null) places.set(opened.item, page.place);
    opened = null;
    page.close();
    canvas.setAttribute("aria-label", sentences.canvas(item));
    texts.open(item, desk.upcoming.value);
  }

  /** A text has come, or gone, or will not come. */
  function shown(): void {
    const { item, offsets } = texts;
    if (item !== null && offsets !== null && opened === null) {
      const { text } = offsets;
      const language = desk.language || guessLanguage(text);
      const blocks = new Blocks(text);
      opened = { item, offsets, segments: new Segments(blocks, language) };
      page.open(blocks, opened.segments, language, places.get(item) ?? 0);
      if (find.open) find.close();
      reload();
    }
    touch();
  }

  function reload(): void {
    spans.load(opened === null ? [] : labels.of(opened.item), opened?.offsets ?? null);
    touch();
  }

  function take(touched: readonly Touched[] | null): void {
    if (opened === null) return;
    const { item, offsets } = opened;
    const here = touched?.filter((each) => each.item === item) ?? [];
    const count = here.reduce((sum, { before, after }) => sum + before.length + after.length, 0);
    if (touched === null || count > MANY) reload();
    else {
      for (const { before, after } of here) {
        for (const { id } of before) spans.remove(id);
        for (const annotation of after) spans.put(annotation, offsets);
      }
    }
    const held = hand.doing.what === "editing" ? hand.doing.grip : ends.moving?.grip;
    // Deleted under the hand: putting it down must not bring it back.
    if (held !== undefined && spans.get(held.span.annotation.id) === undefined) {
      hand.cancel();
      ends.moving = null;
    }
    touch();
  }

  function touch(): void {
    surface.touch("image", "top");
  }

  function refresh(): void {
    page.refresh();
    touch();
  }

  function resized(_: Size, after: Size): void {
    page.fit(after, page.type);
  }

  function scrollBy(by: number): void {
    page.scrollBy(by);
    touch();
  }

  function scrolledTo(y: number): void {
    page.scrollTo(y);
    touch();
  }

  function sizeType(pixels: number): void {
    const type = clamp(pixels, TYPE.least, TYPE.most);
    desk.typeSize.value = type === TYPE.usual ? null : type;
  }

  function pointAt(at: Point): void {
    desk.hovered.value = opened === null ? null : (aim.span(at)?.annotation.id ?? null);
    const marks = opened !== null && editing.next !== null;
    const cursor = aim.grip(at) !== null ? "ew-resize" : marks ? "text" : "default";
    if (canvas.style.cursor !== cursor) canvas.style.cursor = cursor;
  }

  let scrolling = 0;
  /** Marking past the edge of the view goes on scrolling while the hand rests there. */
  function scrollWhileMarking(): void {
    cancelAnimationFrame(scrolling);
    scrolling = requestAnimationFrame(() => {
      const { what } = hand.doing;
      if (pointer === null || (what !== "marking" && what !== "editing")) return;
      const { height } = surface.size;
      const past = pointer.y < 0 ? pointer.y : Math.max(0, pointer.y - height);
      if (past === 0) return;
      scrollBy(clamp(past / 2, -page.line, page.line));
      hand.move(pointer, fine);
      scrollWhileMarking();
    });
  }

  function markWord(event: MouseEvent): void {
    const { left, top } = canvas.getBoundingClientRect();
    const hit = page.hit({ x: event.clientX - left, y: event.clientY - top });
    const word = hit?.inside ? snapped(hit.cell.start, hit.cell.end, "word") : null;
    if (word === null || editing.next === null) return;
    editing.select(null);
    editing.make(word);
  }

  /** A digit while something is marked from the keyboard makes that a span. */
  function label(offer: Offer): boolean {
    const range = opened === null ? null : caret.marked(opened.segments);
    if (range === null) return false;
    if (editing.make(range, offer)) caret.put(range.end);
    touch();
    return true;
  }

  function goCaret(event: KeyboardEvent, { segments, offsets }: Opened): void {
    const by = event.altKey ? "grapheme" : "word";
    desk.selected.value = [];
    caret.go(event.key, by, event.shiftKey, segments);
    const range = caret.marked(segments);
    const at = caret.place?.at ?? 0;
    const near = range ?? segments.around(at, "word");
    const text = offsets.text.slice(near.start, near.end);
    if (text.trim() !== "") desk.say(range ? sentences.marked(text) : sentences.quoted(text));
  }

  async function copy(): Promise<void> {
    const range = opened && (caret.marked(opened.segments) ?? editing.selected);
    if (range === null || opened === null) {
      desk.say(sentences.nothingMarked);
      return;
    }
    const text = opened.offsets.text.slice(range.start, range.end);
    desk.say((await copyText(text)) ? sentences.copied(text) : sentences.notCopied);
  }

  function scrollByKey({ key, shiftKey }: KeyboardEvent): void {
    const leaf = Math.max(surface.size.height - page.line, page.line);
    if (key === "Home") page.scrollTo(0);
    else if (key === "End") page.scrollTo(page.total);
    else page.scrollBy(key === "PageUp" || (key === " " && shiftKey) ? -leaf : leaf);
  }

  const acts: Readonly<
    Record<string, (event: KeyboardEvent | undefined, text: Opened) => unknown>
  > = {
    caret: (event, text) => event && goCaret(event, text),
    "move-end": (event, { segments }) => event && ends.go(event, segments),
    "make-span": (_, { segments }) => {
      const range = caret.marked(segments);
      if (range === null) desk.say(sentences.nothingMarked);
      else if (editing.make(range)) caret.put(range.end);
    },
    "label-all": () => editing.labelAll(),
    find: (_, { segments, offsets }) => {
      const range = caret.marked(segments) ?? editing.selected;
      find.show(range === null ? "" : offsets.text.slice(range.start, range.end));
    },
    "reveal-suggestion": () => {
      const span = spans.get(desk.suggesting.cursor.value ?? "");
      if (span !== undefined) page.reveal(span);
    },
    copy: () => void copy(),
    scroll: (event) => event && scrollByKey(event),
    "zoom-in": () => zoom(page.type * STEP),
    "zoom-out": () => zoom(page.type / STEP),
    "zoom-fit": () => zoom(TYPE.usual),
  };

  function zoom(pixels: number): void {
    sizeType(pixels);
    desk.say(sentences.typeSize(page.type));
  }

  function cancel(): boolean {
    if (find.close()) return true;
    if (hand.cancel() || ends.moving !== null) {
      ends.moving = null;
      desk.say(sentences.cancelled);
    } else if (caret.place === null) return false;
    else caret.put(null);
    touch();
    return true;
  }

  function command(name: string, event?: KeyboardEvent): boolean {
    if (name === "cancel") return cancel();
    // An end still being moved is a gesture of its own, before whatever comes now.
    if (name !== "move-end") finishMoving();
    const act = acts[name];
    if (act === undefined || opened === null) return false;
    act(event, opened);
    touch();
    return true;
  }

  function marksNow(): Marks {
    const { doing } = hand;
    const visible = opened !== null && !desk.hidden.peek();
    const selected = visible ? editing.selected : null;
    const held = doing.what === "editing" ? doing : ends.moving;
    const now = held?.grip.span.annotation.id === selected?.annotation.id ? held?.now : undefined;
    const away = selected !== null && desk.invisible.peek().has(selected.annotation.id);
    const next = editing.next;
    const marked = opened === null ? null : caret.marked(opened.segments);
    const range = doing.what === "marking" ? doing.now : marked;
    const inView = ({ start, end }: Range) => start < page.extent.end && end > page.extent.start;
    const { font, accent, dark } = theme.peek();
    return {
      page,
      spans,
      font,
      accent,
      dark,
      seen: visible ? spans.within(page.extent) : [],
      selected:
        selected === null || away
          ? null
          : { span: selected, now: now ?? selected, grips: aim.canMove(selected) },
      hovered: doing.what === "nothing" ? desk.hovered.peek() : null,
      cursor: visible ? (spans.get(desk.suggesting.cursor.peek() ?? "") ?? null) : null,
      marking:
        range === null
          ? null
          : {
              range,
              style: styles.of({ field: next?.field.name ?? "", label: next?.label ?? null }),
            },
      caret: desk.focused.peek() ? caret.rect() : null,
      found: find.matches.filter(inView),
      current: find.open ? (find.matches[find.at] ?? null) : null,
    };
  }

  function paint({ dirty }: Frame): void {
    if (!dirty.has("top")) return;
    const { size, ratio } = surface;
    page.layout();
    scrollbar.show(page.scroll, page.total, size.height);
    const marks = marksNow();
    for (const context of [groundContext, marksContext]) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
    }
    if (opened !== null) {
      paintGrounds(groundContext, marks);
      aim.names = paintMarks(marksContext, marks);
    }
    if (texts.item === null || (opened === null && texts.failure === null)) return;
    const resolve = waitingForPaint;
    waitingForPaint = [];
    for (const done of resolve) done();
  }

  async function rectOf(target: Parameters<Stage["rectOf"]>[0]): Promise<DOMRect> {
    if (!("start" in target)) throw new Error("a text has positions: give {start, end}");
    await painted();
    if (opened === null) throw new Error(texts.failure ?? "there is no text");
    const { offsets, segments } = opened;
    // Half a grapheme has no place of its own.
    const { start } = segments.around(offsets.unitOf(target.start), "grapheme");
    const last = offsets.unitOf(target.end) - 1;
    const end = target.end > target.start ? segments.around(last, "grapheme").end : start;
    canvas.scrollIntoView({ block: "nearest", inline: "nearest" });
    page.reveal({ start, end });
    touch();
    await painted();
    const edge = page.edge(start, "start");
    const rects = end > start ? page.rects(start, end) : [];
    if (rects.length === 0 && edge !== null) rects.push(edge);
    const { left, top } = canvas.getBoundingClientRect();
    const x = Math.min(...rects.map((rect) => rect.x));
    const y = Math.min(...rects.map((rect) => rect.y));
    const right = Math.max(...rects.map((rect) => rect.x + rect.width));
    const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
    return new DOMRect(left + x, top + y, right - x, bottom - y);
  }

  function painted(): Promise<void> {
    return new Promise((resolve) => {
      waitingForPaint.push(resolve);
      touch();
    });
  }

  return { canvas, command, label, rectOf, painted } satisfies Stage;
};
