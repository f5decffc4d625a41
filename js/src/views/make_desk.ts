/**
 * Sets up one view's desk: its state, what follows from it, and what keys and buttons call.
 *
 * The stage is built on the desk and the desk hands commands to the stage, so it comes second, by
 * `attach`.
 */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { Editor } from "../state/editor";
import { type Annotation, BLANK_ANSWER, type ItemKey } from "../state/types";
import { choose } from "./choose";
import { type Command, commandsOf } from "./commands";
import type { Desk, Filter, Offer, Stage } from "./desk";
import { followQueue } from "./next_up";
import { again, drawn, isChosen, numbered } from "./offers";
import { placeFor, type Remembered, recall, remember } from "./remember";
import { roomIn } from "./room";
import { followSuggestions } from "./suggesting";
import { TimeInView } from "./time_in_view";
import type { Panels, View } from "./view";
import { EVERYTHING, firstInQueue, isOpen, nextTodo, passes } from "./walk";

const SAID_FOR_MS = 6000;
/** Of what Python paints over an image: what lies under it stays to be seen. */
export const OPACITY = 0.6;
const WORTH_KEEPING_SECONDS = 1;

export interface Settings {
  readonly height: string;
  readonly guide: string;
  readonly idleAfter: number;
  readonly medium: string;
  /** Whether Python paints a layer over each item. */
  readonly overlaid?: boolean;
  /** Of the items; "" where nobody said. */
  readonly language?: string;
  /** Suggestions over this score are accepted when their item is marked done; null: none is. */
  readonly acceptOver?: () => number | null;
}

export interface Made {
  readonly view: View;
  readonly watch: TimeInView;
  attach(stage: Stage): void;
  /** Keep the seconds spent so far on the item in view. */
  keepSeconds(): void;
}

export function makeDesk(
  editor: Editor,
  settings: Settings,
  toggleFullScreen: () => void,
  signalOfEnd: AbortSignal,
): Made {
  const { document } = editor;
  const watch = new TimeInView(settings.idleAfter);
  const panels = makePanels();
  const item = signal<ItemKey | null>(null);
  const filter = signal<Filter>(EVERYTHING);
  const active = signal<Offer | null>(null);
  const selected = signal<readonly string[]>([]);
  const said = signal("");
  const reason = signal<string | null>(null);
  let stage: Stage | null = null;

  const offers = computed(() => numbered(editor.fields.value));
  const shown = computed(() => {
    const items = document.items.value;
    if (isOpen(filter.value)) return items;
    document.revision.value;
    return items.filter((each) => passes(document, filter.value, each));
  });
  const placed = computed<readonly Annotation[]>(() => {
    document.revision.value;
    return item.value === null ? [] : drawn(document.decided(item.value));
  });

  const suggesting = followSuggestions(editor, item, selected, signalOfEnd);
  const rows = computed<readonly Annotation[]>(() => {
    const suggested = drawn(suggesting.suggested.value);
    return suggested.length === 0 ? placed.value : placed.value.concat(suggested);
  });
  const nextUp = followQueue({ editor, item, filter, shown, go: (next) => desk.go(next) });

  const keepSeconds = () => {
    const now = item.value;
    if (now === null || watch.seconds < WORTH_KEEPING_SECONDS) return;
    editor.set(now, { seconds: document.answer(now).seconds + watch.take() });
  };

  let silence: ReturnType<typeof setTimeout> | undefined;
  const desk: Desk = {
    editor,
    language: settings.language ?? "",
    item,
    selected,
    active,
    offers,
    filter,
    shown,
    upcoming: nextUp.upcoming,
    hidden: signal(false),
    invisible: signal<ReadonlySet<string>>(new Set()),
    locked: signal<ReadonlySet<string>>(new Set()),
    hovered: signal<string | null>(null),
    brightness: signal(1),
    contrast: signal(1),
    overlay: settings.overlaid ? { shown: signal(true), opacity: signal(OPACITY) } : null,
    focused: signal(false),
    fullScreen: signal(false),
    drawing: signal<"drag" | "clicks" | "extremes">("drag"),
    suggesting,
    zoom: signal(1),
    typeSize: signal<number | null>(null),
    say(text) {
      said.value = text;
      clearTimeout(silence);
      silence = setTimeout(() => {
        said.value = "";
      }, SAID_FOR_MS);
    },
    go(next) {
      if (next === item.value || document.indexOf(next) < 0) return;
      keepSeconds();
      batch(() => {
        // Why it was shown does not change while it is looked at, nor once it has its answer.
        reason.value = nextUp.reasonFor(next);
        item.value = next;
        selected.value = [];
        desk.hovered.value = null;
        panels.comment.value = false;
        suggesting.point(null);
        // It spoke of the item before.
        said.value = "";
      });
      editor.viewing(next);
    },
    command(name, event) {
      const own: Command | undefined = commands.named[name];
      if (own) own(event);
      else stage?.command(name, event);
    },
    decide: (decision, id) => commands.suggestions[decision](id),
    choose(offer) {
      if (!stage?.label?.(offer)) choose(desk, offer, commands.finish);
    },
  };
  const commands = commandsOf({
    desk,
    panels,
    watch,
    rows: () => rows.value,
    acceptOver: settings.acceptOver ?? (() => null),
    reveal: () => stage?.command("reveal-suggestion"),
    nextUp,
    cancelled: (event) => stage?.command("cancel", event) ?? false,
    toggleFullScreen,
  });

  const ended = [
    nextUp.end,
    beginAndRemember(desk, panels),
    followDocument(desk),
    () => clearTimeout(silence),
  ];
  signalOfEnd.addEventListener("abort", () => {
    for (const end of ended) end();
  });

  return {
    watch,
    keepSeconds,
    attach(made) {
      stage = made;
    },
    view: {
      editor,
      desk,
      panels,
      medium: settings.medium,
      guide: settings.guide,
      said,
      reason,
      placed,
      rows,
      answer: computed(() => {
        document.revision.value;
        return item.value === null ? BLANK_ANSWER : document.answer(item.value);
      }),
      drawn: computed(() => editor.fields.value.filter((field) => !isChosen(field))),
      chosen: computed(() => editor.fields.value.filter(isChosen)),
      room: computed(() => roomIn(panels.width.value, panels.height.value, editor.fields.value)),
      focus: () => stage?.canvas.focus({ preventScroll: true }),
    },
  };
}

function makePanels(): Panels {
  return {
    list: signal(true),
    listOver: signal(false),
    strip: signal(true),
    loop: signal(true),
    loopOver: signal(false),
    help: signal(false),
    comment: signal(false),
    adjust: signal(false),
    more: signal(false),
    naming: signal(false),
    width: signal(1000),
    height: signal(600),
    dragged: signal<number | null>(null),
  };
}

/** Open where this tab was, else where the kernel last looked, else at the first item to do. */
function beginAndRemember(desk: Desk, panels: Panels): () => void {
  const { editor } = desk;
  const { document } = editor;
  let place: string | null = null;

  const begin = effect(() => {
    const task = editor.task.value;
    const annotator = editor.annotator.value;
    const items = document.items.value;
    if (!task || !annotator || !items.length) return;
    const here = placeFor(task, annotator);
    untracked(() => {
      const known = desk.item.value;
      if (here === place && known !== null && document.indexOf(known) >= 0) return;
      open(desk, panels, recall(here));
      place = here;
    });
  });

  const keep = effect(() => {
    const item = desk.item.value;
    const active = desk.active.value;
    const height = panels.dragged.value;
    const typeSize = desk.typeSize.value;
    const now = {
      filter: desk.filter.value,
      list: panels.list.value,
      strip: panels.strip.value,
      threshold: desk.suggesting.threshold.value,
      loop: panels.loop.value,
      active: active && ([active.field.name, active.label.name] as const),
      ...(item === null ? {} : { item }),
      ...(height === null ? {} : { height }),
      ...(typeSize === null ? {} : { typeSize }),
    };
    if (place !== null) remember(place, now);
  });
  return () => {
    begin();
    keep();
  };
}

function open(desk: Desk, panels: Panels, was: Remembered): void {
  const { document, lastViewed, queue } = desk.editor;
  const items = document.items.value;
  const has = (key: ItemKey | null | undefined): key is ItemKey =>
    key !== null && key !== undefined && document.indexOf(key) >= 0;
  batch(() => {
    desk.filter.value = was.filter ?? EVERYTHING;
    if (was.list !== undefined) panels.list.value = was.list;
    if (was.strip !== undefined) panels.strip.value = was.strip;
    if (was.loop !== undefined) panels.loop.value = was.loop;
    if (was.height !== undefined) panels.dragged.value = was.height;
    if (was.threshold !== undefined) desk.suggesting.threshold.value = was.threshold;
    if (was.typeSize !== undefined) desk.typeSize.value = was.typeSize;
    if (was.active) desk.active.value = again(desk.offers.value, ...was.active);
    desk.item.value = null;
    const first = [was.item, lastViewed.value].find(has);
    const [queued] = firstInQueue(document, EVERYTHING, queue.value, null, 1);
    const opened = first ?? queued ?? nextTodo(document, items, null) ?? items[0];
    if (opened !== undefined) desk.go(opened);
  });
}

/** What is selected or active must still be there after a change from anywhere. */
function followDocument(desk: Desk): () => void {
  const { document } = desk.editor;
  let begun = false;
  const labels = effect(() => {
    const offers = desk.offers.value;
    const now = desk.active.peek();
    if (now) desk.active.value = again(offers, now.field.name, now.label.name);
    else if (!begun) desk.active.value = offers.find(({ field }) => !isChosen(field)) ?? null;
    begun ||= offers.length > 0;
  });
  const standing = effect(() => {
    document.revision.value;
    const now = desk.selected.peek();
    const left = now.filter((id) => document.get(id)?.item === desk.item.peek());
    if (left.length < now.length) desk.selected.value = left;
  });
  return () => {
    labels();
    standing();
  };
}
