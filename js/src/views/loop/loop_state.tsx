/** Where the model is, in a mark and a word. */
import type { VNode } from "preact";
import type { Loop } from "../../state/loop";
import * as words from "../../words";
import { Icon, type IconName } from "../icons";

const MARKS: Readonly<Record<Loop["state"], IconName>> = {
  cold: "curve",
  training: "turning",
  ready: "check",
  failed: "warning",
};

export function LoopState({ loop }: { readonly loop: Loop }): VNode {
  return (
    <span class="nbl-loop-state" data-state={loop.state}>
      <Icon name={MARKS[loop.state]} />
      <span>{words.loopState(loop)}</span>
    </span>
  );
}
