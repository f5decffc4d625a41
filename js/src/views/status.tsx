/** The status line: where we are, what was said, whether it is saved, and who labels. */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import * as words from "../words";
import { Icon } from "./icons";
import { StatusMessage } from "./status_message";
import { timeLeft } from "./time_left";
import { Tool } from "./tool";
import { AWAKE, useView } from "./view";
import { placeOf } from "./walk";
import { Who } from "./who";

/** A commit usually takes 50 ms: only what lasts longer is worth the eye's attention. */
const WORTH_SAYING_MS = 500;

export function Status(): VNode {
  const { editor, desk } = useView();
  const shown = desk.shown.value;
  const place = placeOf(editor.document, shown, desk.item.value);
  const queued = editor.loop.value !== null;
  const position = words.position(place === null ? null : place + 1, shown.length, queued);
  const letters = String(shown.length).length * 2 + (queued ? 9 : 4);
  const { todo } = editor.document.tally.value;
  return (
    <div class="nbl-status">
      <span class="nbl-steps">
        <Tool command="previous" />
        <span class="nbl-position" style={{ minWidth: `${letters}ch` }}>
          {position}
        </span>
        <Tool command="next" />
      </span>
      <Progress />
      <StatusMessage />
      {todo > 0 && <TimeLeft />}
      <Saved />
      <Who />
      <span class="nbl-finish">
        <Finish command="skip" />
        <Finish command="done" />
      </span>
    </div>
  );
}

function Finish({ command }: { readonly command: "skip" | "done" }): VNode {
  return (
    <Tool command={command} class={`nbl-button nbl-${command}`}>
      <Icon name={command === "done" ? "check" : "skip"} />
      {command === "done" ? words.DONE_BUTTON : words.SKIP_BUTTON}
    </Tool>
  );
}

function Progress(): VNode {
  const { editor } = useView();
  const { done, skipped } = editor.document.tally.value;
  const total = editor.document.items.value.length;
  // As wide as it will ever be, so that the first skip moves nothing.
  const digits = String(total).length;
  const share = (n: number) => `${total ? (100 * n) / total : 0}%`;
  return (
    <span class="nbl-progress">
      <span
        class="nbl-bar"
        role="progressbar"
        aria-label={words.PROGRESS}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done + skipped}
        aria-valuetext={words.done(done, total)}
      >
        <span class="nbl-bar-done" style={{ width: share(done) }} />
        <span class="nbl-bar-skipped" style={{ width: share(skipped) }} />
      </span>
      <span class="nbl-tally" style={{ minWidth: `${2 * digits + 12}ch` }}>
        {words.tally(done, skipped)}
      </span>
    </span>
  );
}

function TimeLeft(): VNode | null {
  const { editor, desk } = useView();
  const item = desk.item.value;
  // Once an item is often enough, so the tally and not each change is followed.
  editor.document.tally.value;
  const left = item === null ? null : timeLeft(editor.document, editor.document.indexOf(item));
  return left === null ? null : <span class="nbl-left">{words.aboutLeft(left)}</span>;
}

function Saved(): VNode | null {
  const { editor, desk } = useView();
  const settled = useSignal(editor.saving.peek());
  useSignalEffect(() => {
    const now = editor.saving.value;
    if (now.waiting === 0 || now.because !== "ok") {
      settled.value = now;
      return;
    }
    const later = setTimeout(() => {
      settled.value = now;
    }, WORTH_SAYING_MS);
    return () => clearTimeout(later);
  });
  if (!editor.task.value) return null;
  const { short, long, calm } = words.saving(settled.value, editor.task.value.kept);
  const state = !calm ? "wrong" : settled.value.waiting ? "waiting" : "saved";
  return (
    <>
      <button
        {...AWAKE}
        type="button"
        class="nbl-saved"
        data-state={state}
        title={`${long}\n${words.SAVE_NOW}`}
        onClick={() => desk.command("save")}
      >
        <Icon name={state === "saved" ? "check" : state === "wrong" ? "warning" : "more"} />
        <span>{short}</span>
      </button>
      <span class="nbl-sr" role="status">
        {state === "waiting" ? "" : short}
      </span>
    </>
  );
}
