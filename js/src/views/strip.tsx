/** All items that pass the filter, as small pictures to jump to. Only those in sight exist. */
import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { ItemKey } from "../state/types";
import * as words from "../words";
import { FilterControls, show } from "./filter_controls";
import { Icon } from "./icons";
import { mediumNamed } from "./media";
import { AWAKE, useView } from "./view";
import { inSight, scrollTo, useScrolled } from "./virtual";
import { EVERYTHING, placeOf } from "./walk";

/** Someone who drags the scroll bar flies past thousands; ask only for where they rest. */
const REST_MS = 80;

export function Strip(): VNode {
  const { desk, editor, medium } = useView();
  const { document } = editor;
  const { cell } = mediumNamed(medium);
  const { ref, offset, length, onScroll, scroll } = useScrolled<HTMLOListElement>("x");
  const shown = desk.shown.value;
  const at = placeOf(document, shown, desk.item.value);

  useLayoutEffect(() => {
    if (at !== null) scroll(scrollTo(at, shown.length, cell, offset.peek(), length.peek()));
  }, [at, shown, length.value]);

  const step = (event: KeyboardEvent) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    desk.command(event.key === "ArrowRight" ? "next" : "previous");
    requestAnimationFrame(() => {
      ref.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
    });
  };
  return (
    <nav class="nbl-strip" aria-label={words.STRIP}>
      {shown.length === 0 && <Nothing />}
      <ol ref={ref} class="nbl-cells" onScroll={onScroll} onKeyDown={step}>
        <li class="nbl-spacer" style={{ width: `${shown.length * cell}px` }} aria-hidden="true" />
        {inSight(shown.length, cell, offset.value, length.value, at).map((index) => (
          <Cell
            key={shown[index]}
            item={shown[index] as ItemKey}
            index={index}
            width={cell}
            total={shown.length}
            current={index === at}
            entry={index === (at ?? 0)}
          />
        ))}
      </ol>
      <FilterControls />
    </nav>
  );
}

function Nothing(): VNode {
  const { desk } = useView();
  return (
    <p class="nbl-nothing">
      {words.NOTHING_PASSES}{" "}
      <button {...AWAKE} type="button" class="nbl-link" onClick={() => show(desk, EVERYTHING)}>
        {words.SHOW_ALL}
      </button>
    </p>
  );
}

interface CellProps {
  readonly item: ItemKey;
  readonly index: number;
  readonly width: number;
  readonly total: number;
  readonly current: boolean;
  /** Where Tab comes in. */
  readonly entry: boolean;
}

function Cell({ item, index, width, total, current, entry }: CellProps): VNode {
  const { desk, editor } = useView();
  // Computed, so that a gesture renders the cell whose item it says something of as a whole.
  const { status, flagged } = useComputed(() => {
    editor.document.revision.value;
    return editor.document.answer(item);
  }).value;
  const name = words.keyText(item);
  const position = editor.document.indexOf(item) + 1;
  return (
    <li
      style={{ left: `${index * width}px`, width: `${width}px` }}
      aria-setsize={total}
      aria-posinset={index + 1}
    >
      <button
        {...AWAKE}
        type="button"
        class="nbl-cell"
        data-status={status}
        tabIndex={entry ? 0 : -1}
        title={name}
        aria-label={words.stripItem(position, name, status, flagged)}
        {...(current ? { "aria-current": "true" as const } : {})}
        onClick={() => desk.go(item)}
      >
        <Thumbnail item={item} />
        <span class="nbl-number">{words.count(position)}</span>
        {status !== "todo" && (
          <span class="nbl-status-mark">
            <Icon name={status === "done" ? "check" : "skip"} />
          </span>
        )}
        {flagged && (
          <span class="nbl-flag-mark">
            <Icon name="flag" />
          </span>
        )}
      </button>
    </li>
  );
}

function Thumbnail({ item }: { readonly item: ItemKey }): VNode {
  const { editor } = useView();
  const url = useSignal<string | null>(null);
  const title = useSignal("");
  useEffect(() => {
    const gone = new AbortController();
    const rest = setTimeout(() => {
      editor.asset(item, "thumbnail", gone.signal).then(
        async ({ bytes, mime }) => {
          if (mime.startsWith("text/")) title.value = await bytes.text();
          else if (!gone.signal.aborted) url.value = URL.createObjectURL(bytes);
        },
        // A picture that cannot be had keeps its number; the item itself says why.
        () => undefined,
      );
    }, REST_MS);
    return () => {
      clearTimeout(rest);
      gone.abort();
      if (url.value !== null) URL.revokeObjectURL(url.value);
    };
  }, [item]);
  if (title.value) {
    return <bdi class="nbl-thumb nbl-first-words">{title.value}</bdi>;
  }
  if (url.value === null) return <span class="nbl-thumb nbl-blank" />;
  return <img class="nbl-thumb" src={url.value} alt="" draggable={false} />;
}
