/** What the model stumbled over: its last line, and all of it for those who unfold it. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Loop } from "../../state/loop";
import * as words from "../../words";
import { SCROLLS } from "../keyboard";
import { AWAKE } from "../view";

/** What scrolls must be reached by keys too. */
const READ_BY_KEYS = { ...AWAKE, tabIndex: 0 } as const;

export function Trouble({ error }: { readonly error: NonNullable<Loop["error"]> }): VNode {
  const open = useSignal(false);
  return (
    <div class="nbl-loop-trouble">
      <p>{error.said}</p>
      {error.detail !== "" && (
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
      )}
      {open.value && (
        <pre
          {...READ_BY_KEYS}
          onKeyDown={(event) => {
            // Here the arrows scroll; anywhere else they are the item's.
            if (SCROLLS.has(event.key)) event.stopPropagation();
          }}
        >
          {error.detail}
        </pre>
      )}
    </div>
  );
}
