/** The suggestions' own controls in the list: the threshold, and what A, X and Shift+A do. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import * as words from "../words";
import { Tool } from "./tool";
import { AWAKE, useView } from "./view";
import "./suggestions.css";

export function SuggestionBar(): VNode | null {
  const { desk, focus } = useView();
  const { suggesting } = desk;
  const { threshold, cursor } = suggesting;
  // Shown from the first suggestion on: from item to item nothing moves.
  const ever = useSignal(false);
  useSignalEffect(() => {
    if (suggesting.open.value > 0) ever.value = true;
  });
  const shown = useComputed(() => suggesting.suggested.value.length);
  if (!ever.value && threshold.value === 0) return null;
  const none = shown.value === 0;
  return (
    <fieldset class="nbl-suggestions" aria-label={words.SUGGESTIONS}>
      <span class="nbl-suggested-count">
        {words.suggestedHere(shown.value, suggesting.open.value)}
      </span>
      <Tool command="accept" idle={cursor.value === null} />
      <Tool command="reject" idle={cursor.value === null} />
      <Tool command="accept-all" idle={none} />
      <label class="nbl-threshold" title={words.THRESHOLD}>
        <input
          {...AWAKE}
          type="range"
          min="0"
          max="1"
          step="0.01"
          value={threshold.value}
          aria-label={words.THRESHOLD}
          aria-valuetext={threshold.value.toFixed(2)}
          onInput={(event) => {
            threshold.value = event.currentTarget.valueAsNumber;
          }}
          onPointerUp={focus}
        />
        <output>≥ {threshold.value.toFixed(2)}</output>
      </label>
    </fieldset>
  );
}
