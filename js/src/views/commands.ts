/** The commands of keys.json that are not the stage's own: what each does at the desk. */
import type { Reverted } from "../state/editor";
import { isOpen as isOpenSuggestion } from "../state/suggestions";
import type { Op } from "../state/types";
import * as words from "../words";
import type { Desk } from "./desk";
import type { NextUp } from "./next_up";
import { closing, type SuggestionCommands, settle, suggestionCommands } from "./suggesting";
import type { TimeInView } from "./time_in_view";
import { listed, type Panels } from "./view";
import { neighbour, placeOf } from "./walk";

export type Command = (event?: KeyboardEvent) => void;

interface Surroundings {
  readonly desk: Desk;
  readonly panels: Panels;
  readonly watch: TimeInView;
  /** Where *done* and *skip* go from here. */
  readonly nextUp: Pick<NextUp, "next" | "waits" | "goOnFromHere">;
  /** The stage's turn to cancel: true if there was something. */
  readonly cancelled: (event?: KeyboardEvent) => boolean;
  readonly rows: () => readonly {
    readonly id: string;
    readonly kind: string;
    readonly label: string | null;
  }[];
  readonly acceptOver: () => number | null;
  /** Bring the suggestion under the cursor into view. */
  readonly reveal: () => void;
  readonly toggleFullScreen: () => void;
}

/** What is said about an item when it is done with. */
export interface Settled {
  readonly status: "done";
  readonly seconds: number;
}

export interface Commands {
  readonly named: Readonly<Record<string, Command>>;
  /** Done, with an answer that is given in the same change. */
  finish(answer: Answering, field: string): void;
  readonly suggestions: SuggestionCommands;
}

/** Says an answer, and in the same change that the item is done and what became of its suggestions. */
export type Answering = (settled: Settled, decided: readonly Op[]) => void;

const NOTHING_CLOSED = { ops: [], accepted: 0, notTaken: 0 } as const;

export function commandsOf(around: Surroundings): Commands {
  const { desk, panels, watch, nextUp } = around;
  const { editor } = desk;
  const { document } = editor;

  const pass = (
    status: "done" | "skipped",
    answer?: Answering,
    just: Parameters<typeof closing>[2] = {},
  ): void => {
    const item = desk.item.value;
    if (item === null) return;
    // Where to go is asked first: with the filter on "to do" this item is about to leave it.
    const { waits } = nextUp;
    const next = nextUp.next();
    const before = document.answer(item);
    const over = around.acceptOver();
    const closed = status === "done" ? closing(desk, over, just) : NOTHING_CLOSED;
    const fresh = answer !== undefined || before.status !== status || closed.ops.length > 0;
    if (fresh) {
      const seconds = before.seconds + watch.take();
      if (answer) answer({ status: "done", seconds }, closed.ops);
      else settle(editor, item, { status, seconds }, closed.ops);
    }
    const also = words.closed(closed.accepted, over, closed.notTaken);
    if (waits) {
      nextUp.goOnFromHere();
      desk.say(words.passedAndWaits(status, fresh, also));
    } else if (next === null) desk.say(words.passedLast(status, fresh, also));
    else {
      desk.go(next);
      const at = document.indexOf(next) + 1;
      const queued = editor.loop.value !== null;
      const of = document.items.value.length;
      desk.say(words.passed(fresh ? status : null, at, of, queued, also));
    }
  };

  const step = (by: 1 | -1) => {
    const next = neighbour(document, desk.shown.value, desk.item.value, by);
    if (next === null) {
      desk.say(by === 1 ? words.LAST_ITEM : words.FIRST_ITEM);
      return;
    }
    desk.go(next);
    const at = placeOf(document, desk.shown.value, next) ?? 0;
    desk.say(words.moved(at + 1, desk.shown.value.length));
  };

  const walkAnnotations = (by: 1 | -1) => {
    const seen = around.rows().filter((each) => !desk.invisible.value.has(each.id));
    if (!seen.length) {
      desk.say(words.NOTHING_HERE);
      return;
    }
    const now = seen.findIndex((each) => each.id === desk.selected.value[0]);
    const at = now < 0 ? (by === 1 ? 0 : seen.length - 1) : (now + by + seen.length) % seen.length;
    const next = seen[at] as (typeof seen)[number];
    desk.selected.value = [next.id];
    desk.say(words.selected(next.kind, next.label, at + 1, seen.length));
  };

  const remove = () => {
    const targets = desk.selected.value
      .map((id) => document.get(id))
      .filter((each) => each !== undefined);
    const free = targets.filter((each) => !desk.locked.value.has(each.id));
    const first = free[0];
    if (!first) {
      desk.say(targets.length ? words.LOCKED : words.DELETE_WHAT);
      return;
    }
    editor.remove(free);
    desk.selected.value = [];
    desk.say(
      free.every(isOpenSuggestion)
        ? words.decided("rejected", first.kind, first.label, desk.suggesting.open.value)
        : words.deleted(first.kind, first.label, free.length),
    );
  };

  const revert = (did: Reverted | null, word: "undone" | "redone", none: string) => {
    if (!did) {
      desk.say(none);
      return;
    }
    if (did.item !== null && did.item !== desk.item.value) desk.go(did.item);
    desk.say(words.reverted(word, did));
  };

  const cancel = (event?: KeyboardEvent) => {
    const over = [panels.help, panels.adjust, panels.more, panels.listOver, panels.loopOver];
    const open = over.find((each) => each.value);
    if (open) {
      open.value = false;
      return;
    }
    if (around.cancelled(event)) return;
    if (desk.selected.value.length) {
      desk.selected.value = [];
      desk.say(words.UNSELECTED);
    } else if (desk.active.value) {
      desk.active.value = null;
      desk.say(words.NO_ACTIVE_LABEL);
    } else if (desk.fullScreen.value) around.toggleFullScreen();
  };

  const suggestions = suggestionCommands({
    desk,
    reveal: around.reveal,
    finish: (decided, { id, field }) => {
      const item = desk.item.value;
      if (item === null) return;
      pass("done", (settled, closed) => settle(editor, item, settled, [...decided, ...closed]), {
        answered: field,
        except: id,
      });
    },
  });

  const named: Readonly<Record<string, Command>> = {
    done: () => pass("done"),
    skip: () => pass("skipped"),
    next: () => step(1),
    previous: () => step(-1),
    "next-annotation": () => walkAnnotations(1),
    "previous-annotation": () => walkAnnotations(-1),
    delete: remove,
    accept: () => suggestions.accept(),
    reject: () => suggestions.reject(),
    "accept-all": () => suggestions.acceptAll(),
    undo: () => revert(editor.undo(), "undone", words.NOTHING_TO_UNDO),
    redo: () => revert(editor.redo(), "redone", words.NOTHING_TO_REDO),
    cancel,
    flag: () => {
      const item = desk.item.value;
      if (item === null) return;
      const on = !document.answer(item).flagged;
      editor.set(item, { flagged: on });
      desk.say(words.flagged(on));
    },
    comment: () => {
      panels.comment.value = !panels.comment.value && desk.item.value !== null;
    },
    hide: (event) => {
      // A key or a button held hides; a click from the keyboard has no up, so it toggles.
      desk.hidden.value = event ? event.type === "keydown" : !desk.hidden.value;
      if (desk.hidden.value) desk.say(words.HIDDEN);
    },
    help: () => {
      panels.help.value = !panels.help.value;
    },
    "full-screen": around.toggleFullScreen,
    save: () => {
      editor.flush().then(
        () => desk.say(savedOrWhy(desk)),
        (why: unknown) => desk.say(why instanceof Error ? why.message : String(why)),
      );
      if (editor.saving.value.waiting) desk.say(savedOrWhy(desk));
    },
    list: () => {
      const list = listed(panels);
      panels.more.value = false;
      list.value = !list.value;
    },
    strip: () => {
      panels.strip.value = !panels.strip.value;
    },
    overlay: () => {
      const { overlay } = desk;
      if (overlay !== null) overlay.shown.value = !overlay.shown.value;
      desk.say(words.overlaid(overlay?.shown.value));
    },
    adjust: () => {
      panels.more.value = false;
      panels.adjust.value = !panels.adjust.value;
    },
  };
  return {
    named,
    suggestions,
    finish: (answer, field) => pass("done", answer, { answered: field }),
  };
}

function savedOrWhy(desk: Desk): string {
  const { saving, task } = desk.editor;
  return words.saving(saving.value, task.value?.kept ?? true).long;
}
