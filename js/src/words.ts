/**
 * Every word the labeler shows. Plain, direct English; the plural is right; nothing is markup.
 */
import type { Reverted, Saving } from "./state/editor";
import type { Loop, Round, Steer } from "./state/loop";
import type { Annotator, Field, Op, Status } from "./state/types";

const IS_APPLE = typeof navigator !== "undefined" && /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

/** A key with the platform's own command key: `mod("Z")` is "Ctrl Z" or "⌘ Z". */
export const mod = (key: string): string => `${IS_APPLE ? "⌘" : "Ctrl"} ${key}`;

/** A count as it is read aloud and shown: 12,000. */
export const count = (n: number): string => n.toLocaleString("en");

const IRREGULAR: Readonly<Record<string, string>> = {
  box: "boxes",
  class: "classes",
  "is here": "are here",
};

/** "1 box", "3 boxes". */
export function many(n: number, noun: string): string {
  const plural = IRREGULAR[noun] ?? `${noun}s`;
  return `${count(n)} ${n === 1 ? noun : plural}`;
}

/** An item's key as its owner wrote it, without the type it travels with. */
export const keyText = (item: string): string => item.slice(item.indexOf(":") + 1);

/** The last part of a path, to name an item where there is little room. */
export const shortName = (item: string): string => {
  const text = keyText(item);
  return text.slice(text.lastIndexOf("/") + 1) || text;
};

// What was done ----------------------------------------------------------------------------------

export const undoes = (said: string): string => `${said} · ${mod("Z")} undoes`;
export const flagged = (on: boolean): string => undoes(on ? "flagged" : "flag taken off");
export const commented = (text: string): string =>
  undoes(text ? "comment kept" : "comment removed");
export const relabelled = (kind: string, n: number, label: string): string =>
  undoes(n === 1 ? `${kind} is now ${label}` : `${many(n, kind)} are now ${label}`);
export const chosen = (field: string, label: string, on: boolean): string =>
  undoes(on ? `${field}: ${label}` : `${field}: ${label} taken off`);
export const active = (label: string): string => `next: ${label}`;
export const NO_ACTIVE_LABEL = "no label active: what you draw waits for its digit";
export const UNSELECTED = "nothing selected";
export const deleted = (kind: string, label: string | null, n: number): string =>
  undoes(n === 1 ? `${kind} ${label ?? NO_LABEL} deleted` : `${many(n, kind)} deleted`);
export const DELETE_WHAT = "select something first, with a click or [ ], then delete it";
export const LOCKED = "locked: unlock it in the list first";
export const NOTHING_HERE = "nothing is drawn here yet";
export const moved = (position: number, total: number): string =>
  `${count(position)} of ${count(total)}`;
export const passed = (
  did: "done" | "skipped" | null,
  position: number,
  total: number,
  queued: boolean,
  also = "",
): string => {
  const now = queued ? `item ${count(position)}` : moved(position, total);
  return did ? undoes(`${did}${also} · now ${now}`) : now;
};
export const passedLast = (did: "done" | "skipped", fresh: boolean, also = ""): string =>
  fresh ? undoes(`${did}${also} · ${ALL_DONE_HERE}`) : ALL_DONE_HERE;
export const passedAndWaits = (did: "done" | "skipped", fresh: boolean, also = ""): string =>
  fresh ? undoes(`${did}${also} · ${AFTER_TRAINING}`) : AFTER_TRAINING;

/** What became of the suggestions that were still open when their item was done. */
export function closed(accepted: number, over: number | null, notTaken: number): string {
  const taken = accepted > 0 ? ` · ${many(accepted, "suggestion")} over ${over} accepted` : "";
  if (notTaken === 0) return taken;
  return `${taken} · ${accepted > 0 ? count(notTaken) : many(notTaken, "suggestion")} not taken`;
}

export const NOTHING_SUGGESTED = "nothing is suggested here";
export const NOTHING_POINTED_AT =
  "what is suggested here is under the threshold, or answered already";
export const decided = (
  did: "accepted" | "rejected",
  kind: string,
  label: string | null,
  left: number,
): string =>
  undoes(`${kind} ${label ?? NO_LABEL} ${did}${left ? `, ${count(left)} suggested left` : ""}`);
export const inTheWay = (kind: string, label: string | null): string =>
  `${kind} ${label ?? NO_LABEL} cannot be accepted: something that stands is in its way`;
export const allAccepted = (taken: number, obstructed: number, left: number): string => {
  const apart = obstructed > 0 ? `, ${count(obstructed)} in the way of others` : "";
  const others = left > obstructed ? `, ${count(left)} left` : apart;
  return undoes(`${many(taken, "suggestion")} accepted${others}`);
};
export const FIRST_ITEM = "this is the first one";
export const LAST_ITEM = "this is the last one";
export const NOTHING_TO_UNDO = "nothing to undo";
export const NOTHING_TO_REDO = "nothing to redo";
export const HIDDEN = "annotations hidden while H is held";
export const MEANS_NOTHING = "that key does nothing here";
export const selected = (kind: string, label: string | null, at: number, of: number): string =>
  `${kind} ${label ?? NO_LABEL} selected, ${count(at)} of ${count(of)}`;

/** "undone: box bus added", and what was left as it is. */
export function reverted(word: "undone" | "redone", what: Reverted): string {
  const left =
    what.skipped > 0
      ? `; ${many(what.skipped, "step")} left as ${what.skipped === 1 ? "it is" : "they are"}, changed since`
      : "";
  return `${word}: ${what.ops.length ? described(what.ops) : "nothing"}${left}`;
}

/** What a change did, in few words. */
export function described(ops: readonly Op[]): string {
  const first = ops.find((op) => !onlySeconds(op));
  if (!first) return "nothing to see";
  const alike = ops.filter((op) => op.action === first.action && op.action !== "set");
  const decision = first.action === "update" ? text(first.after?.["decision"]) : null;
  if (alike.length > 1 && decision !== null && decision !== "edited") {
    return `${many(alike.length, "suggestion")} ${decision}`;
  }
  if (alike.length > 1) return `${many(alike.length, kindOf(first))} ${VERBS[first.action]}`;
  return one(first);
}

const VERBS = { create: "added", update: "changed", delete: "deleted", set: "set" } as const;

function one(op: Op): string {
  const { before, after } = op;
  if (op.action === "set") return answered(op);
  if (op.action === "update") {
    if (after && "label" in after) {
      return `${text(before?.["label"]) ?? NO_LABEL} → ${text(after["label"]) ?? NO_LABEL}`;
    }
    if (after && "geometry" in after) return "moved or resized";
    return text(after?.["decision"]) ?? "changed";
  }
  const whole = op.action === "create" ? after : before;
  return `${kindOf(op)} ${text(whole?.["label"]) ?? NO_LABEL} ${VERBS[op.action]}`;
}

function answered({ after }: Op): string {
  if (!after) return "answer changed";
  if ("status" in after) return after["status"] === "todo" ? "back to do" : `${after["status"]}`;
  if ("flagged" in after) return after["flagged"] ? "flagged" : "flag taken off";
  return "comment" in after ? "comment" : "answer changed";
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const kindOf = (op: Op): string => text((op.after ?? op.before)?.["kind"]) ?? "annotation";
const onlySeconds = (op: Op): boolean =>
  op.action === "set" && Object.keys(op.after ?? {}).every((name) => name === "seconds");

// The status line --------------------------------------------------------------------------------

export const SAVED = "saved";
export const SAVING = "saving …";
export const NOT_KEPT = "memory only: not saved";
export const SAVE_NOW = `send what waits and say when it is saved (${mod("S")})`;

/** What the status line says of the work's safety, and the longer sentence on hover. */
export function saving(
  { waiting, because, why, safe }: Saving,
  kept: boolean,
): { short: string; long: string; calm: boolean } {
  const unsafe = safe ? "" : " This browser keeps nothing: do not reload the page now.";
  if (because === "store") {
    const short = `not saved: ${why ?? "the store cannot write"}`;
    return { short, long: `${short}. It is tried again every few seconds.${unsafe}`, calm: false };
  }
  if (because === "gone") {
    const short = waiting ? `kernel gone: ${count(waiting)} waiting` : "kernel gone";
    const safety = waiting
      ? `${many(waiting, "change")} ${waiting === 1 ? "is" : "are"} ${safe ? "safe in this browser" : "only in this page"}; restart the kernel and run the cell again`
      : "restart the kernel and run the cell again";
    return { short, long: `kernel gone: ${safety}.${unsafe}`, calm: false };
  }
  if (because === "disconnected") {
    const short = waiting ? `disconnected: ${count(waiting)} waiting` : "disconnected";
    const safety = safe ? "what you do is safe in this browser and is" : "what you do is";
    return {
      short,
      long: `disconnected: ${safety} sent when the connection is back.${unsafe}`,
      calm: false,
    };
  }
  if (waiting && because === "busy") {
    const short = `${count(waiting)} waiting: kernel busy`;
    return { short, long: `${short}; they are sent as soon as it answers.${unsafe}`, calm: safe };
  }
  if (!kept) {
    return {
      short: NOT_KEPT,
      long: "store=None: the labels are gone when the kernel is.",
      calm: false,
    };
  }
  if (waiting)
    return { short: SAVING, long: `${many(waiting, "change")} on the way.${unsafe}`, calm: safe };
  return { short: SAVED, long: "everything is saved", calm: true };
}

/** Where a queue picks the items their numbers jump about: that they are numbers is said. */
export const position = (at: number | null, of: number, queued: boolean): string =>
  `${queued ? "item " : ""}${at === null ? "–" : count(at)} of ${count(of)}`;
export const tally = (done: number, skipped: number): string =>
  skipped ? `${count(done)} done · ${count(skipped)} skipped` : `${count(done)} done`;
export const as = (name: string): string => `as ${name}`;
export const DONE_BUTTON = "Done";
export const SKIP_BUTTON = "Skip";
export const WHO_ARE_YOU = "who are you?";
export const YOUR_NAME = "your name";
export const CHANGE_NAME = "change who labels here";

/** How long is left, roughly enough that nobody watches it. */
export function aboutLeft(seconds: number): string {
  if (seconds < 90) return "about a minute left";
  const minutes = seconds / 60;
  if (minutes < 55)
    return `about ${Math.round(minutes / (minutes < 10 ? 1 : 5)) * (minutes < 10 ? 1 : 5)} min left`;
  return `about ${Math.round(minutes / 30) / 2} h left`;
}

/** Until the first *done*: what to do, in one line. */
export function teach(
  labels: number,
  draw: string | null,
  chosen: boolean,
  goesOn: boolean,
): string {
  const drawn = draw !== null;
  const digits = labels > 1 ? `1–${Math.min(labels, 9)}` : "1";
  if (labels === 1 && drawn) return "drag to draw · Enter done";
  const steps = [
    draw,
    goesOn
      ? `${digits} answer and go on`
      : `${digits} ${drawn && chosen ? "label and answer" : drawn ? "label" : "answer"}`,
    goesOn ? "S skip" : "Enter done",
  ];
  return steps.filter((step) => step !== null).join(" · ");
}

export const finished = (total: number, some: boolean, kept: boolean, path: string): string =>
  `all ${count(total)} ${some ? "done or skipped" : "done"}, ${kept ? `saved in ${path}` : "in memory only"}`;
export const reviewFlagged = (n: number): string => `review ${count(n)} flagged`;
export const reviewSkipped = (n: number): string => `review ${count(n)} skipped`;
export const ALL_DONE_HERE = "nothing left to do here";

/** Somebody else's work is in the store and nothing of one's own. */
export function othersHere(other: Annotator["others"][number]): string {
  if (!other.annotations) return `${many(other.done, "item")} done by ${other.name}`;
  return `${many(other.annotations, "annotation")} by ${other.name} ${other.annotations === 1 ? "is" : "are"} here`;
}
export const goOnAs = (name: string): string => `go on as ${name}`;

// In place of the item -----------------------------------------------------------------------------

export const ASLEEP = "click here to label; keys go to the notebook";
export const OPENING = "opening …";
export const WAITING_FOR_KERNEL = "the kernel is busy; the labeler opens as soon as it answers";
export const KERNEL_GONE = "there is no kernel; restart it and run the cell again";
export const NO_ITEMS = "there is nothing to label here: no items were given";
export const NOTHING_PASSES = "no item passes this filter";
export const SHOW_ALL = "show all";
export const DISMISS = "dismiss";

// Names of parts and buttons -----------------------------------------------------------------------

export const LABELER = "labeler";
export const LABELS = "labels";
export const TOOLS = "tools";
export const MORE_TOOLS = "more tools";
export const ANSWERS = "answers";
export const LIST = "annotations of this item";
export const STRIP = "all items";
export const STATUS = "status";
export const NO_LABEL = "without a label";
export const NOT_OFFERED = "not offered";
export const notOffered = (label: string): string =>
  `${label} is still in the data but no longer offered`;
export const FIND_LABEL = "find a label";
export const onThis = (noun: string): string => `on this ${noun}`;
export const TEACH_SUGGESTIONS = "A accept · X reject · Enter done";
export const SUGGESTED = "suggested:";
export const SUGGESTIONS = "suggestions";
export const THRESHOLD = "show suggestions from this score on";
export const suggestedHere = (shown: number, open: number): string =>
  shown === open ? `${count(open)} suggested` : `${count(shown)} of ${count(open)} suggested`;
export const shortScore = (score: number | null): string =>
  score === null ? "" : score.toFixed(2).replace(/^0/, "");
export const suggestedAs = (name: string, score: number | null): string =>
  score === null ? `${name}, suggested` : `${name}, suggested with ${score.toFixed(2)}`;
export const onThisItem = (n: number, noun: string): string => `${count(n)} ${onThis(noun)}`;
export const COMMENT = "comment";
export const COMMENT_HINT = "comment on this item · Enter keeps, Esc leaves";
export const RESIZE = "height of the labeler";
export const PROGRESS = "progress";
export const done = (n: number, of: number): string => `${count(n)} of ${count(of)} done`;

export const row = {
  show: "show it",
  hide: "hide it",
  lock: "lock it, so that it cannot be changed",
  unlock: "unlock it",
  remove: "delete it",
  accept: "accept it",
  reject: "reject it",
} as const;

/** The buttons' names; their titles add the key. */
export const tool: Readonly<Record<string, string>> = {
  undo: "undo",
  redo: "redo",
  delete: "delete the selected",
  cancel: "cancel, unselect",
  "draw-drag": "draw by dragging",
  "draw-clicks": "draw by clicks: corner, corner",
  "draw-extremes": "draw by the four extreme points",
  "draw-centre": "put a box at the centre",
  duplicate: "duplicate the selected",
  copy: "copy the selected",
  paste: "paste",
  "make-span": "make what is marked a span",
  "label-all": "label all that read the same",
  find: "find in the text",
  "previous-annotation": "previous annotation",
  "next-annotation": "next annotation",
  "zoom-out": "zoom out",
  "zoom-fit": "fit to the view",
  "zoom-in": "zoom in",
  hide: "hide annotations",
  adjust: "brightness and contrast",
  overlay: "overlay",
  flag: "flag this item",
  comment: "comment on this item",
  list: "list of annotations",
  strip: "strip of all items",
  more: "more tools",
  "full-screen": "full screen",
  help: "help",
  accept: "accept this suggestion",
  reject: "reject this suggestion",
  "accept-all": "accept all suggestions shown",
  done: "done",
  skip: "skip",
  next: "next item",
  previous: "previous item",
};

export const titled = (name: string, key: string): string => (key ? `${name} (${key})` : name);
export const labelTitle = (name: string, description: string, keys: readonly string[]): string =>
  [name + (keys.length ? ` (${keys.join(", ")})` : ""), description].filter(Boolean).join("\n");

export const BRIGHTNESS = "brightness";
export const CONTRAST = "contrast";
export const OVERLAY = "overlay";
/** undefined: Python paints nothing over these images. */
export const overlaid = (shown: boolean | undefined): string => {
  if (shown === undefined) return "nothing is laid over this image";
  return shown ? "overlay shown · O hides it" : "overlay hidden · O shows it";
};
export const RESET = "reset";
export const percent = (value: number): string => `${Math.round(value * 100)} %`;

// The filter -------------------------------------------------------------------------------------

export const FILTER_STATUS = "which items to show";
export const FILTER_LABEL = "only items with this label";
export const FILTER_FLAGGED = "only flagged items";
export const ANY_LABEL = "any label";
export const statusName: Readonly<Record<"all" | Status, string>> = {
  all: "all",
  todo: "to do",
  done: "done",
  skipped: "skipped",
};
export const counted = (name: string, n: number): string => `${name} (${count(n)})`;
export const stripItem = (position: number, name: string, status: Status, flag: boolean): string =>
  `${count(position)}: ${name}, ${statusName[status]}${flag ? ", flagged" : ""}`;

// The model that learns ---------------------------------------------------------------------------

export const LOOP = "active learning";
export const why = (reason: string): string => `why: ${reason}`;
const STATES: Readonly<Record<Loop["state"], string>> = {
  cold: "no model",
  training: "training …",
  ready: "ready",
  failed: "failed",
};
export const loopState = ({ state, paused }: Loop): string =>
  paused && state !== "training" ? "paused" : STATES[state];
export const steer: Readonly<Record<Steer, { name: string; title: string; said: string }>> = {
  train: {
    name: "Train now",
    title: "train on the labels so far, without waiting for more",
    said: "training on the labels so far",
  },
  pause: {
    name: "Pause",
    title: "train no more until it is resumed; labeling goes on",
    said: "paused: the order stays as it is",
  },
  resume: { name: "Resume", title: "train again as labels come", said: "training goes on" },
};
export const AGAINST = "against";
export const CURVE_AGAINST = "the curve against";
export const against = { labels: "labels", minutes: "minutes" } as const;
export const NO_CURVE = "the learning curve begins with the first model";
export const NOT_MEASURED = "no held-out item is labeled yet; they come among the others";
export const AFTER_TRAINING = "the next item comes once the model has chosen it";
export const LESS = "less";
export const TRACEBACK = "what happened";
const decimal = (value: number): string => value.toFixed(Math.abs(value) < 100 ? 2 : 0);
export const scored = (metric: string, score: number): string => `${metric} ${decimal(score)}`;
export const interval = (low: number, high: number): string => `${decimal(low)}–${decimal(high)}`;
export const heldOut = (n: number): string => `on ${many(n, "held-out item")}`;
const ranged = ({ low, high }: Round): string =>
  low === null || high === null ? "" : ` (${decimal(low)} to ${decimal(high)})`;
export function roundOfCurve(metric: string, round: Round & { readonly score: number }): string {
  const { labels, minutes, tested } = round;
  const cost = `${many(labels, "label")}, ${many(Math.round(minutes), "minute")}`;
  return `${scored(metric, round.score)}${ranged(round)} after ${cost}, ${heldOut(tested)}`;
}
export const curve = (metric: string, rounds: readonly (Round & { score: number })[]): string => {
  const last = rounds.at(-1);
  return last ? `learning curve: ${roundOfCurve(metric, last)}, round ${count(last.round)}` : "";
};

// Help -------------------------------------------------------------------------------------------

export const HELP = "Help";
export const GUIDE = "Guide";
export const KEYS = "Keys";
export const CLOSE_HELP = "close help (Esc)";
export const KEYS_GO = "With the labeler in focus no key reaches the notebook; Tab leaves it.";
export const keyGroup: Readonly<Record<string, string>> = {
  labels: "Labels",
  items: "Items",
  annotations: "Annotations",
  drawing: "Drawing",
  suggestions: "Suggestions",
  view: "View",
  everything: "Everything",
};
export const several = (field: Field): string => (field.multiple ? "one or more" : "one");
export const fieldHeading = (field: Field): string =>
  field.kind === "class" ? `${field.name}: ${several(field)}` : field.name;

// The gallery ------------------------------------------------------------------------------------

export const GALLERY =
  "gallery: arrows walk, Enter or a click opens an item in its labeler, + and − zoom, Z shows all";
export const PAINTING = "painting…";
export const PAINT_AGAIN = "paint again, as it stands now";
export const NOTHING_TO_SHOW = "no item is like that";
export const painted = (
  done: number,
  sheet: { readonly items: readonly unknown[]; readonly left_out: number },
): string => {
  const all = sheet.items.length;
  const items = all === 1 ? "1 item" : `${all} items`;
  if (done < all) return `painting… ${done} of ${items}`;
  return sheet.left_out > 0 ? `${items}, ${sheet.left_out} more left out (n=${all})` : items;
};
