/** The comment on the item: a line over it, no pop-up window. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import * as words from "../words";
import { AWAKE, useView } from "./view";

export function Comment(): VNode | null {
  const { desk, panels } = useView();
  const item = desk.item.value;
  return panels.comment.value && item !== null ? <CommentLine key={item} item={item} /> : null;
}

function CommentLine({ item }: { readonly item: string }): VNode {
  const { editor, desk, panels, focus } = useView();
  const before = editor.document.answer(item).comment;
  const input = useRef<HTMLInputElement>(null);
  // Kept beside the input: that is gone by the time another item has come.
  const typed = useRef(before);
  const left = useRef(false);

  const keep = () => {
    const text = typed.current.trim();
    if (left.current || text === before) return;
    left.current = true;
    editor.set(item, { comment: text });
    desk.say(words.commented(text));
  };
  const close = () => {
    panels.comment.value = false;
    focus();
  };
  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true });
    // Going to another item closes the line; what was typed is kept all the same.
    return keep;
  }, []);
  return (
    <div class="nbl-comment">
      <input
        {...AWAKE}
        ref={input}
        type="text"
        defaultValue={before}
        placeholder={words.COMMENT_HINT}
        aria-label={words.COMMENT_HINT}
        autocomplete="off"
        onInput={(event) => {
          typed.current = event.currentTarget.value;
        }}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === "Escape") left.current = true;
          if (event.key === "Enter") keep();
          if (event.key === "Enter" || event.key === "Escape") close();
        }}
      />
    </div>
  );
}
