/** The middle of the status line: what was said last, else what is good to know now. */
import type { VNode } from "preact";
import * as words from "../words";
import type { Filter } from "./desk";
import { show } from "./filter_controls";
import { mediumNamed } from "./media";
import { goesOnByItself } from "./offers";
import { AWAKE, useView } from "./view";
import { EVERYTHING } from "./walk";

export function StatusMessage(): VNode {
  const { said, editor } = useView();
  const text = said.value;
  const over = editor.task.value !== null && !editor.document.tally.value.todo;
  return (
    <span class="nbl-message" title={text}>
      {text ? <span>{text}</span> : <Standing />}
      {text && over && <Review />}
    </span>
  );
}

function Standing(): VNode | null {
  const { editor } = useView();
  const { todo, done, skipped } = editor.document.tally.value;
  const total = editor.document.items.value.length;
  if (!editor.task.value || !total) return null;
  const saving = editor.saving.value;
  if (saving.because === "gone" || saving.because === "disconnected") {
    return <span>{words.saving(saving, editor.task.value.kept).long}</span>;
  }
  if (!todo) return <Finished />;
  if (editor.annotator.value?.others.length && isUntouched(editor)) return <Others />;
  return done + skipped ? null : <Teach />;
}

/** Nothing of one's own is here yet. */
function isUntouched({ document }: ReturnType<typeof useView>["editor"]): boolean {
  document.revision.value;
  const { done, skipped } = document.tally.value;
  return (
    !done && !skipped && document.items.value.every((item) => document.decided(item).length === 0)
  );
}

function Others(): VNode {
  const { editor, desk } = useView();
  const others = editor.annotator.value?.others ?? [];
  const other = others.reduce((most, each) => (each.annotations > most.annotations ? each : most));
  return (
    <>
      <span>{words.othersHere(other)}</span>
      <Link
        text={words.goOnAs(other.name)}
        act={() => {
          editor.continueAs(other.name).catch((why: unknown) => desk.say(String(why)));
        }}
      />
    </>
  );
}

function Teach(): VNode {
  const { editor, desk, drawn, chosen, medium } = useView();
  const fields = editor.fields.value;
  if (desk.suggesting.cursor.value !== null) return <span>{words.TEACH_SUGGESTIONS}</span>;
  return (
    <span>
      {words.teach(
        desk.offers.value.length,
        drawn.value.length > 0 ? mediumNamed(medium).teach : null,
        chosen.value.length > 0,
        goesOnByItself(fields),
      )}
    </span>
  );
}

function Finished(): VNode {
  const { editor } = useView();
  const { skipped } = editor.document.tally.value;
  const { kept, path } = editor.task.value ?? { kept: true, path: "" };
  const said = words.finished(editor.document.items.value.length, skipped > 0, kept, path);
  return (
    <>
      <span class="nbl-finished" title={said}>
        {said}
      </span>
      <Review />
    </>
  );
}

/** What is worth another look; beside the last act too, not only when that is no longer said. */
function Review(): VNode {
  const { editor, desk } = useView();
  const { flagged, skipped } = editor.document.tally.value;
  const review = (filter: Partial<Filter>) => () => show(desk, { ...EVERYTHING, ...filter });
  return (
    <>
      {flagged > 0 && <Link text={words.reviewFlagged(flagged)} act={review({ flagged: true })} />}
      {skipped > 0 && (
        <Link text={words.reviewSkipped(skipped)} act={review({ status: "skipped" })} />
      )}
    </>
  );
}

function Link({ text, act }: { readonly text: string; readonly act: () => void }): VNode {
  return (
    <button {...AWAKE} type="button" class="nbl-link" onClick={act}>
      {text}
    </button>
  );
}
