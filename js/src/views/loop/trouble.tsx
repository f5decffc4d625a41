/** What the model stumbled over: its last line, and all of it for those who unfold it. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Loop } from "../../state/loop";
import * as words from "../../words";
import { AWAKE } from "../view";

export function Trouble({ error }: { readonly error: NonNullable<Loop["error"]> }): VNode {
  const open = useSignal(false);
  return (
    <div class="nbl-loop-trouble">
      <p>{error.said}</p>
      <button
        {...AWAKE}
        type="button"
        class="nbl-link"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {open.value ? words.LESS : words.TRACEBACK}
      </button>
      {/* To be scrolled with keys, so it can have the focus; nothing gives it that but a person. */}
      {open.value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
        <pre {...AWAKE} tabIndex={0}>
          {error.detail}
        </pre>
      )}
    </div>
  );
}
