/** Brightness and contrast of what is seen; the item itself is never changed. */
import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import * as words from "../words";
import { OPACITY } from "./make_desk";
import { AWAKE, useView } from "./view";

export function Adjust(): VNode | null {
  const { desk, panels, focus } = useView();
  if (!panels.adjust.value) return null;
  return (
    <fieldset class="nbl-popover nbl-adjust" aria-label={words.tool["adjust"]}>
      <Slider name={words.BRIGHTNESS} value={desk.brightness} />
      <Slider name={words.CONTRAST} value={desk.contrast} />
      {desk.overlay !== null && (
        <Slider name={words.OVERLAY} value={desk.overlay.opacity} least={0} most={1} />
      )}
      <button
        {...AWAKE}
        type="button"
        class="nbl-button"
        onClick={() => {
          desk.brightness.value = 1;
          desk.contrast.value = 1;
          if (desk.overlay !== null) desk.overlay.opacity.value = OPACITY;
          focus();
        }}
      >
        {words.RESET}
      </button>
    </fieldset>
  );
}

interface SliderProps {
  readonly name: string;
  readonly value: Signal<number>;
  readonly least?: number;
  readonly most?: number;
}

function Slider({ name, value, least = 0.2, most = 3 }: SliderProps): VNode {
  const { focus } = useView();
  return (
    <label class="nbl-slider">
      <span>{name}</span>
      <input
        {...AWAKE}
        type="range"
        min={least}
        max={most}
        step="0.05"
        value={value.value}
        aria-label={name}
        aria-valuetext={words.percent(value.value)}
        onInput={(event) => {
          value.value = event.currentTarget.valueAsNumber;
        }}
        onPointerUp={focus}
      />
      <output>{words.percent(value.value)}</output>
    </label>
  );
}
