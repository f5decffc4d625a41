/** Which items next, previous and the strip go through. */
import type { VNode } from "preact";
import type { Status } from "../state/types";
import * as words from "../words";
import type { Desk, Filter } from "./desk";
import { Icon } from "./icons";
import { AWAKE, useView } from "./view";
import { EVERYTHING, isOpen, placeAfter, placeOf } from "./walk";

const STATUSES: readonly Filter["status"][] = ["all", "todo", "done", "skipped"];

/** Narrow to these items, and go to one of them if the item on the desk is not. */
export function show(desk: Desk, filter: Filter): void {
  const { document } = desk.editor;
  desk.filter.value = filter;
  const shown = desk.shown.value;
  if (placeOf(document, shown, desk.item.value) !== null) return;
  const next = shown[placeAfter(document, shown, desk.item.value)] ?? shown[0];
  if (next !== undefined) desk.go(next);
}

export function FilterControls(): VNode {
  const { desk, editor, focus } = useView();
  const { tally, items } = editor.document;
  const filter = desk.filter.value;
  const set = (patch: Partial<Filter>) => {
    show(desk, { ...filter, ...patch });
    focus();
  };
  const number = (status: "all" | Status) =>
    status === "all" ? items.value.length : tally.value[status];
  const labels = [
    ...new Set(editor.fields.value.flatMap((field) => field.labels.map(({ name }) => name))),
  ];
  return (
    <div class="nbl-filter" data-on={!isOpen(filter) || undefined}>
      <select
        {...AWAKE}
        aria-label={words.FILTER_STATUS}
        title={words.FILTER_STATUS}
        value={filter.status}
        onChange={(event) => set({ status: event.currentTarget.value as Filter["status"] })}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {words.counted(words.statusName[status], number(status))}
          </option>
        ))}
      </select>
      <span class="nbl-filter-row">
        <select
          {...AWAKE}
          aria-label={words.FILTER_LABEL}
          title={words.FILTER_LABEL}
          value={filter.label === null ? "" : `=${filter.label}`}
          onChange={(event) => set({ label: event.currentTarget.value.slice(1) || null })}
        >
          <option value="">{words.ANY_LABEL}</option>
          {labels.map((label) => (
            <option key={label} value={`=${label}`}>
              {label}
            </option>
          ))}
        </select>
        <button
          {...AWAKE}
          type="button"
          class="nbl-tool"
          aria-pressed={filter.flagged}
          title={words.counted(words.FILTER_FLAGGED, tally.value.flagged)}
          onClick={() => set({ flagged: !filter.flagged })}
        >
          <Icon name="flag" />
          <span class="nbl-sr">{words.FILTER_FLAGGED}</span>
          <span class="nbl-count">{tally.value.flagged || ""}</span>
        </button>
        {!isOpen(filter) && (
          <button
            {...AWAKE}
            type="button"
            class="nbl-tool"
            aria-label={words.SHOW_ALL}
            title={words.SHOW_ALL}
            onClick={() => set(EVERYTHING)}
          >
            <Icon name="close" />
          </button>
        )}
      </span>
    </div>
  );
}
