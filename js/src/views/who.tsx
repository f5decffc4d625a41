/** Who labels: shown, asked for in place where the system's name says nothing, and changed here. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import * as words from "../words";
import { AWAKE, useView } from "./view";

export function Who(): VNode | null {
  const { editor, panels } = useView();
  const annotator = editor.annotator.value;
  if (!annotator) return null;
  if (panels.naming.value) return <NameLine />;
  return (
    <button
      {...AWAKE}
      type="button"
      class="nbl-who"
      data-ask={annotator.generic || undefined}
      title={`${words.as(annotator.name)}: ${words.CHANGE_NAME}`}
      onClick={() => {
        panels.naming.value = true;
      }}
    >
      {annotator.generic ? words.WHO_ARE_YOU : words.as(annotator.name)}
    </button>
  );
}

function NameLine(): VNode {
  const { editor, desk, panels, focus } = useView();
  const input = useRef<HTMLInputElement>(null);
  const annotator = editor.annotator.value;
  useLayoutEffect(() => {
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
      defaultValue={annotator?.generic ? "" : annotator?.name}
      placeholder={words.YOUR_NAME}
      aria-label={words.YOUR_NAME}
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
