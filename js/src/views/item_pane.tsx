/** The item's place: the stage, and over it what is said where the item would be. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import * as words from "../words";
import { Adjust } from "./adjust";
import { Comment } from "./comment";
import { Help } from "./help";
import { Notices } from "./notices";
import { useView } from "./view";

export function ItemPane({ onHost }: { readonly onHost: (host: HTMLElement) => void }): VNode {
  const { desk } = useView();
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (host.current) onHost(host.current);
  }, []);
  const sentence = useSentence();
  return (
    <div class="nbl-item">
      <div class="nbl-stage-host" ref={host} hidden={sentence !== null} />
      {sentence !== null && <p class="nbl-sentence">{sentence}</p>}
      {sentence === null && !desk.focused.value && <span class="nbl-asleep">{words.ASLEEP}</span>}
      <Comment />
      <Adjust />
      <Notices />
      <Help />
    </div>
  );
}

/** What stands in place of the item while there is none; null as soon as there is. */
function useSentence(): string | null {
  const { editor, desk } = useView();
  if (editor.failure.value !== null) return editor.failure.value;
  if (editor.task.value === null) {
    if (editor.kernel.value === "gone") return words.KERNEL_GONE;
    return editor.kernel.value === "busy" ? words.WAITING_FOR_KERNEL : words.OPENING;
  }
  if (!editor.document.items.value.length) return words.NO_ITEMS;
  return desk.item.value === null ? words.OPENING : null;
}
