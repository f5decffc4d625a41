/** Builds the editor of one model: the door between the views and everything behind it. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { KernelWatch } from "../wire/kernel";
import { Link, type Model } from "../wire/link";
import { type AssetReply, PROTOCOL } from "../wire/messages";
import { PAINTED, pictureOf } from "../wire/painted";
import { reverse } from "./apply";
import { Assets } from "./assets";
import type { Asset, Editor, Reverted, Saving } from "./editor";
import { chooseOps, createOp, creating, removeOps, setOps, updateOps } from "./gestures";
import { Outbox } from "./outbox";
import { Sender } from "./sender";
import { Session } from "./session";
import type { Change, ItemKey, Op } from "./types";
import { stepsBack } from "./undo";

/** One editor for one model, however many views show it. All it holds ends with the signal. */
export function openEditor(model: Model, end: AbortSignal): Editor {
  const link = new Link(model, end);
  const kernel = new KernelWatch(model, end);
  const outbox = new Outbox(end);
  const sender = new Sender(link, kernel, outbox, end);
  const session = new Session(link, kernel, sender, outbox, end);
  const assets = openAssets(link, model, end);
  const goTo = new Set<(item: ItemKey) => void>();
  link.listen((message) => {
    if (message.type === "go_to") for (const listener of [...goTo]) listener(message.item);
  });
  if (model.get("protocol") !== PROTOCOL) {
    session.fail(
      `this view speaks protocol ${PROTOCOL}, the kernel ${String(model.get("protocol"))}`,
    );
  }

  const { document, history } = session;
  let viewed: ItemKey | null = null;
  const become = async (type: "identify" | "continue", annotator: string) => {
    // What was done so far belongs to whoever did it; it must be saved under that name.
    sender.resend();
    await sender.settled();
    await link.request({ type, annotator }, end);
  };
  return {
    task: session.task,
    annotator: session.annotator,
    fields: session.fields,
    notices: session.notices,
    failure: session.failure,
    lastViewed: session.lastViewed,
    queue: session.queue,
    loop: session.loop,
    kernel: kernel.state,
    saving: watchSaving(kernel, sender, outbox),
    document,
    canUndo: history.canUndo,
    canRedo: history.canRedo,

    commit: (ops) => session.commit(ops),
    create(item, made) {
      const at = session.now();
      const annotation = creating(item, made, at);
      session.commit([createOp(annotation)], { at });
      return document.get(annotation.id) ?? annotation;
    },
    createAll(item, made) {
      const at = session.now();
      session.commit(
        made.map((each) => createOp(creating(item, each, at))),
        { at },
      );
    },
    update: (targets, patch) => session.commit(targets.flatMap((each) => updateOps(each, patch))),
    remove: (targets) => session.commit(targets.flatMap(removeOps)),
    choose(item, name, label, also = {}, decided = []) {
      const field = session.fields.peek().find((each) => each.name === name);
      if (field === undefined) throw new Error(`there is no field '${name}'`);
      const at = session.now();
      const chosen = chooseOps(document, item, field, label, at);
      const said = setOps(item, document.answer(item), also);
      session.commit([...chosen, ...said, ...decided], { at });
    },
    set: (item, said) => session.commit(setOps(item, document.answer(item), said)),
    undo: () =>
      revert(
        session,
        () => history.undoable,
        (change) => change.ops,
      ),
    redo: () =>
      revert(
        session,
        () => history.redoable,
        (change) => reverse(change.ops),
      ),

    asset: (item, part, signal) => assets.get(item, part, signal),
    prefetch: (items) => assets.prefetch(items),
    flush() {
      sender.resend();
      return sender.settled();
    },
    steer: (action) => void link.post({ type: "steer", action }),
    viewing(item) {
      if (item === viewed) return;
      viewed = item;
      link.post({ type: "view", item });
    },
    identify: (annotator) => become("identify", annotator),
    continueAs: (annotator) => become("continue", annotator),
    onGoTo(listener, signal) {
      if (signal.aborted) return;
      goTo.add(listener);
      signal.addEventListener("abort", () => goTo.delete(listener), { once: true });
    },
  };
}

const THUMBNAIL = 128;
/** Painting takes the kernel's time, which may be wanted for something else. */
const PAINTED_AHEAD = 8;

function openAssets(link: Link, model: Model, end: AbortSignal): Assets {
  const read = async ({ bytes, mime, meta, part }: AssetReply): Promise<Asset> => {
    if (mime !== PAINTED) return { bytes: new Blob([bytes], { type: mime }), mime, meta };
    assets.aheadAtMost(PAINTED_AHEAD);
    const longest = part === "thumbnail" ? THUMBNAIL : Number.POSITIVE_INFINITY;
    const picture = await pictureOf(model, String(meta["model"]), longest);
    return { bytes: picture, mime: picture.type, meta };
  };
  const assets = new Assets(async (item, part, signal) => {
    const reply = await link.request({ type: "asset", item, part }, signal);
    if (reply.type !== "asset") throw new Error(`asked for '${item}', got '${reply.type}'`);
    return read(reply);
  }, end);
  link.listen((message) => {
    if (message.type !== "asset" || message.request !== null) return;
    const { item, part } = message;
    // A painting that was given before this page was there cannot be had; it will be asked for.
    read(message).then(
      (asset) => assets.gift(item, part, asset),
      () => undefined,
    );
  });
  return assets;
}

function watchSaving(kernel: KernelWatch, sender: Sender, outbox: Outbox): ReadonlySignal<Saving> {
  return computed(() => {
    const waiting = sender.count.value;
    const why = sender.trouble.value;
    return { waiting, because: because(), why, safe: outbox.safe.value };
    function because(): Saving["because"] {
      if (kernel.state.value === "gone") return "gone";
      if (!kernel.connected.value) return "disconnected";
      if (why !== null) return "store";
      return waiting > 0 && kernel.state.value === "busy" ? "busy" : "ok";
    }
  });
}

/** Take back the next change that still can be, leaving out those that cannot. */
function revert(
  session: Session,
  next: () => Change | undefined,
  told: (change: Change) => readonly Op[],
): Reverted | null {
  let skipped = 0;
  for (let change = next(); change !== undefined; change = next()) {
    const back = stepsBack(session.document, change);
    skipped += back.skipped;
    if (back.steps.length > 0) {
      session.commit(back.steps, { reverts: change.change });
      return { item: back.steps[0]?.item ?? null, ops: told(change), skipped };
    }
    session.history.pass(change);
  }
  return skipped > 0 ? { item: null, ops: [], skipped } : null;
}
