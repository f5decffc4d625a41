/** The loop's own tool: folds the panel, and while it is folded says in its place what matters. */
import type { VNode } from "preact";
import * as words from "../../words";
import { Icon } from "../icons";
import { AWAKE, loopFits, useView } from "../view";
import { Reason } from "./reason";

export function LoopFold(): VNode | null {
  const { editor, panels, drawn } = useView();
  const loop = editor.loop.value;
  if (loop === null) return null;
  const open = loopFits(panels, drawn.value.length > 0) ? panels.loop : panels.loopOver;
  const state = words.loopState(loop);
  return (
    <span class="nbl-group nbl-fold">
      {!open.value && <Reason />}
      <button
        {...AWAKE}
        type="button"
        class="nbl-tool"
        data-state={loop.state}
        title={`${words.LOOP}: ${state}\n${loop.error?.said ?? loop.said}`}
        aria-label={`${words.LOOP}: ${state}`}
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name={loop.state === "failed" ? "warning" : "curve"} />
      </button>
      {/* Heard once when the model fails: a person who labels on may never look there. */}
      <span class="nbl-sr" role="status">
        {loop.state === "failed" ? `${state}: ${loop.error?.said ?? ""}` : ""}
      </span>
    </span>
  );
}
