/** Who labels: shown, asked for in place where the system's name says nothing, and changed here. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import * as words from "../words";
import { AWAKE, useView } from "./view";

export function Who(): VNode | null {
  const { editor, panels } = useView();
  const annotator = editor.annotator.value;
  if (!annotator) return null;
  return (
    <span class="nbl-who" data-ask={annotator.generic || undefined}>
      {panels.naming.value || annotator.generic ? (
        <NameLine key={annotator.name} />
      ) : (
        <button
          {...AWAKE}
          type="button"
          class="nbl-name-button"
          title={`${words.as(annotator.name)}: ${words.CHANGE_NAME}`}
          onClick={() => {
            panels.naming.value = true;
          }}
        >
          {words.as(annotator.name)}
        </button>
      )}
    </span>
  );
}

function NameLine(): VNode {
  const { editor, desk, panels, focus } = useView();
  const input = useRef<HTMLInputElement>(null);
  const annotator = editor.annotator.value;
  const generic = annotator?.generic ?? false;
  useLayoutEffect(() => {
    // A name that is asked for waits until somebody comes to it; one that is changed is typed now.
    if (generic) return;
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, []);
  const close = () => {
    panels.naming.value = false;
    focus();
  };
  const keep = () => {
    const name = input.current?.value.trim() ?? "";
    close();
    if (!name || name === annotator?.name) return;
    const there = annotator?.others.some((other) => other.name === name) ?? false;
    const done = there ? editor.continueAs(name) : editor.identify(name);
    done.then(
      () => desk.say(words.as(name)),
      (why: unknown) => desk.say(why instanceof Error ? why.message : String(why)),
    );
  };
  return (
    <input
      {...AWAKE}
      ref={input}
      class="nbl-name-line"
      type="text"
      defaultValue={generic ? "" : annotator?.name}
      placeholder={generic ? words.WHO_ARE_YOU : words.YOUR_NAME}
      aria-label={generic ? words.WHO_ARE_YOU : words.YOUR_NAME}
      autocomplete="off"
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") keep();
        else if (event.key === "Escape") close();
      }}
      onBlur={() => {
        panels.naming.value = false;
      }}
    />
  );
}
