/**
 * The panel beside the item: how far the model is, what it thinks of this item's place in the
 * queue, and the few things one can tell it. What comes and goes stands last, so that nothing else
 * moves.
 */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Loop, Steer } from "../../state/loop";
import * as words from "../../words";
import { AWAKE, loopFits, useView } from "../view";
import { type Against, Curve, isMeasured } from "./curve";
import { LoopState } from "./loop_state";
import { Reason } from "./reason";
import { Trouble } from "./trouble";
import "./loop.css";

export function LoopPanel(): VNode | null {
  const { editor, panels, drawn } = useView();
  const loop = editor.loop.value;
  const fits = loopFits(panels, drawn.value.length > 0);
  const open = fits ? panels.loop : panels.loopOver;
  if (loop === null || !open.value) return null;
  return (
    <section class="nbl-loop" aria-label={words.LOOP} data-over={!fits || undefined}>
      <Reason />
      <div class="nbl-loop-body">
        <Progress loop={loop} />
        <p class="nbl-loop-said">{loop.said}</p>
        {loop.hint !== null && <p class="nbl-loop-hint">{loop.hint}</p>}
        {loop.error !== null && <Trouble key={loop.error.detail} error={loop.error} />}
      </div>
      <Controls loop={loop} />
    </section>
  );
}

function Progress({ loop }: { readonly loop: Loop }): VNode {
  const against = useSignal<Against>("labels");
  const last = loop.curve.findLast(isMeasured);
  return (
    <>
      <p class="nbl-loop-score">
        <strong>{last ? words.scored(loop.metric, last.score) : loop.metric}</strong>
        {last?.low != null && last.high != null && (
          <span>{words.interval(last.low, last.high)}</span>
        )}
      </p>
      <p class="nbl-loop-tested">{last ? words.heldOut(last.tested) : ""}</p>
      <Curve loop={loop} against={against.value} />
      <div class="nbl-loop-axis">
        <span aria-hidden="true">{words.AGAINST}</span>
        <fieldset aria-label={words.CURVE_AGAINST}>
          {(["labels", "minutes"] as const).map((each) => (
            <button
              {...AWAKE}
              key={each}
              type="button"
              aria-pressed={against.value === each}
              onClick={() => {
                against.value = each;
              }}
            >
              {words.against[each]}
            </button>
          ))}
        </fieldset>
      </div>
    </>
  );
}

function Controls({ loop }: { readonly loop: Loop }): VNode {
  const early = loop.state === "cold" || loop.state === "training";
  return (
    <footer>
      <LoopState loop={loop} />
      <Button action={loop.paused ? "resume" : "pause"} idle={false} />
      <Button action="train" idle={early} />
    </footer>
  );
}

function Button({ action, idle }: { readonly action: Steer; readonly idle: boolean }): VNode {
  const { desk, editor } = useView();
  const { name, title, said } = words.steer[action];
  return (
    <button
      {...AWAKE}
      type="button"
      class="nbl-button"
      title={title}
      aria-disabled={idle}
      onClick={() => {
        if (idle) return;
        editor.steer(action);
        desk.say(said);
      }}
    >
      {name}
    </button>
  );
}
