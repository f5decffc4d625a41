/** What Python must tell: over the foot of the item, so that nothing moves when one comes. */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import type { Notice } from "../state/types";
import * as words from "../words";
import { Icon } from "./icons";
import { AWAKE, useView } from "./view";

const AT_ONCE = 3;

export function Notices(): VNode {
  const { editor, desk } = useView();
  const read = useSignal<ReadonlySet<Notice>>(new Set());
  useSignalEffect(() => {
    // What is only good to know is said once in the status line.
    const last = editor.notices.value.findLast((notice) => notice.level === "info");
    if (last && !read.peek().has(last)) {
      read.value = new Set(read.peek()).add(last);
      desk.say(last.text);
    }
  });
  const open = editor.notices.value.filter(
    (notice) => notice.level !== "info" && !read.value.has(notice),
  );
  const entry = (notice: Notice) => (
    <li key={notice.text} data-level={notice.level}>
      <Icon name="warning" />
      <span>{notice.text}</span>
      <button
        {...AWAKE}
        type="button"
        class="nbl-tool"
        title={words.DISMISS}
        aria-label={`${words.DISMISS}: ${notice.text}`}
        onClick={() => {
          read.value = new Set(read.value).add(notice);
        }}
      >
        <Icon name="close" />
      </button>
    </li>
  );
  return (
    <div class="nbl-notices" role="alert">
      {open.length > 0 && <ul>{open.slice(-AT_ONCE).map(entry)}</ul>}
    </div>
  );
}
