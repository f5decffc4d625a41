/** Why this one? Said quietly, always in the same place, which stays empty where nothing is to say. */
import type { VNode } from "preact";
import * as words from "../../words";
import { useView } from "../view";

export function Reason(): VNode {
  const { reason } = useView();
  const said = reason.value === null ? "" : words.why(reason.value);
  return (
    <p class="nbl-reason" title={said}>
      {said}
    </p>
  );
}
