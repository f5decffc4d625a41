/** This item's annotations as real DOM: to find, hide, lock, delete and walk through them. */
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { quoteOf } from "../kinds";
import { isOpen } from "../state/suggestions";
import type { Annotation } from "../state/types";
import * as words from "../words";
import { Icon, type IconName } from "./icons";
import { mediumNamed } from "./media";
import { colorOf } from "./offers";
import { SuggestionBar } from "./suggestions";
import { Tool } from "./tool";
import { AWAKE, useView } from "./view";
import { inSight, scrollTo, useScrolled } from "./virtual";

const ROW = 32;

export function List(): VNode {
  const { desk, rows, medium } = useView();
  const none = useComputed(() => rows.value.length === 0).value;
  const unselected = useComputed(() => {
    const chosen = desk.selected.value[0];
    return chosen === undefined || !rows.value.some((each) => each.id === chosen);
  }).value;
  const about = mediumNamed(medium);
  return (
    <section class="nbl-list" aria-label={words.LIST}>
      <header>
        <HowMany />
        <Tool command="previous-annotation" idle={none} />
        <Tool command="next-annotation" idle={none} />
      </header>
      <SuggestionBar />
      <Rows />
      <AboutItem />
      <footer>
        {about.selected.map((command) => (
          <Tool key={command} command={command} idle={unselected} />
        ))}
        {about.always.map((command) => (
          <Tool key={command} command={command} />
        ))}
      </footer>
    </section>
  );
}

function HowMany(): VNode {
  const { placed, medium } = useView();
  return <span class="nbl-list-count">{words.onThisItem(placed.value.length, medium)}</span>;
}

/** Apart from what stands around it: thousands of gestures change a row or two, and no button. */
function Rows(): VNode {
  const { desk, rows: listed } = useView();
  const rows = listed.value;
  const { ref, offset, length, onScroll, scroll } = useScrolled<HTMLUListElement>("y");
  const chosen = desk.selected.value[0];
  const at = chosen === undefined ? -1 : rows.findIndex((each) => each.id === chosen);

  const cursor = desk.suggesting.cursor.value;
  const followed = at >= 0 || cursor === null ? at : rows.findIndex((each) => each.id === cursor);

  useLayoutEffect(() => {
    if (followed >= 0) scroll(scrollTo(followed, rows.length, ROW, offset.peek(), length.peek()));
  }, [followed]);

  const step = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    desk.command(event.key === "ArrowDown" ? "next-annotation" : "previous-annotation");
    requestAnimationFrame(() => {
      ref.current?.querySelector<HTMLElement>(".nbl-row[data-selected] .nbl-pick")?.focus();
    });
  };
  return (
    <ul ref={ref} class="nbl-rows" onScroll={onScroll} onKeyDown={step}>
      <li class="nbl-spacer" style={{ height: `${rows.length * ROW}px` }} aria-hidden="true" />
      {inSight(rows.length, ROW, offset.value, length.value, at).map((index) => {
        const each = rows[index] as Annotation;
        return (
          <Row
            key={each.id}
            annotation={each}
            top={index * ROW}
            selected={index === at}
            entry={index === Math.max(at, 0)}
          />
        );
      })}
    </ul>
  );
}

/** What was said about the item as a whole. */
function AboutItem(): VNode | null {
  const { desk, answer } = useView();
  const item = desk.item.value;
  if (item === null) return null;
  const { comment } = answer.value;
  return (
    <div class="nbl-about">
      <span class="nbl-title" title={words.keyText(item)}>
        {words.shortName(item)}
      </span>
      {comment && <p title={comment}>{comment}</p>}
    </div>
  );
}

interface RowProps {
  readonly annotation: Annotation;
  readonly top: number;
  readonly selected: boolean;
  /** Where Tab comes in. */
  readonly entry: boolean;
}

function Row({ annotation, top, selected, entry }: RowProps): VNode {
  const { desk, editor } = useView();
  const { id, field, label, score } = annotation;
  const hidden = desk.invisible.value.has(id);
  // Computed, so that a pointer on its way over thousands of shapes renders two rows, not all.
  const hovered = useComputed(() => desk.hovered.value === id).value;
  const pointed = useComputed(() => desk.suggesting.cursor.value === id).value;
  const name = label ?? words.NO_LABEL;
  const tab = entry ? 0 : -1;
  const quote = quoteOf(annotation);
  const open = isOpen(annotation);
  return (
    <li
      class="nbl-row"
      style={{ top: `${top}px`, "--nbl-label": colorOf(editor.fields.value, field, label) }}
      data-selected={selected || undefined}
      data-hovered={hovered || undefined}
      data-hidden={hidden || undefined}
      data-waiting={label === null || undefined}
      data-open={open || undefined}
      data-cursor={pointed || undefined}
      onPointerEnter={() => {
        desk.hovered.value = id;
      }}
      onPointerLeave={() => {
        if (desk.hovered.value === id) desk.hovered.value = null;
      }}
    >
      <button
        {...AWAKE}
        type="button"
        class="nbl-pick"
        tabIndex={tab}
        aria-pressed={selected}
        title={titleOf(annotation, name, quote)}
        onClick={() => {
          desk.selected.value = [id];
        }}
      >
        <span class="nbl-swatch" />
        {open && <span class="nbl-sr">{words.SUGGESTED}</span>}
        {quote === null ? (
          <span class="nbl-name">{name}</span>
        ) : (
          <span class="nbl-name nbl-quoting">
            <bdi class="nbl-quote">{quote}</bdi>
            <span class="nbl-quoted-as">{name}</span>
          </span>
        )}
        {score !== null && <span class="nbl-score">{score.toFixed(2)}</span>}
      </button>
      {open ? (
        <Decide id={id} label={name} tab={tab} />
      ) : (
        <Keep annotation={annotation} tab={tab} />
      )}
    </li>
  );
}

interface DecideProps {
  readonly id: string;
  readonly label: string;
  readonly tab: number;
}

/** What can be done with a suggestion. */
function Decide({ id, label, tab }: DecideProps): VNode {
  const { desk } = useView();
  return (
    <>
      <RowButton
        icon="check"
        name={words.row.accept}
        label={label}
        on={false}
        tab={tab}
        act={() => desk.decide("accept", id)}
      />
      <RowButton
        icon="close"
        name={words.row.reject}
        label={label}
        on={false}
        tab={tab}
        act={() => desk.decide("reject", id)}
      />
    </>
  );
}

/** What can be done with what stands. */
function Keep({ annotation, tab }: Pick<DecideProps, "tab"> & Pick<RowProps, "annotation">): VNode {
  const { desk } = useView();
  const { id, label } = annotation;
  const hidden = desk.invisible.value.has(id);
  const locked = desk.locked.value.has(id);
  const name = label ?? words.NO_LABEL;
  return (
    <>
      <RowButton
        icon={hidden ? "eye-off" : "eye"}
        name={hidden ? words.row.show : words.row.hide}
        label={name}
        on={hidden}
        tab={tab}
        act={() => {
          desk.invisible.value = toggled(desk.invisible.value, id);
        }}
      />
      <RowButton
        icon={locked ? "lock" : "unlock"}
        name={locked ? words.row.unlock : words.row.lock}
        label={name}
        on={locked}
        tab={tab}
        act={() => {
          desk.locked.value = toggled(desk.locked.value, id);
        }}
      />
      <RowButton
        icon="close"
        name={words.row.remove}
        label={name}
        on={false}
        tab={tab}
        act={() => {
          desk.selected.value = [id];
          desk.command("delete");
        }}
      />
    </>
  );
}

function titleOf({ score, source, decision }: Annotation, name: string, quote: string | null) {
  const said = isOpen({ source, decision }) ? words.suggestedAs(name, score) : name;
  return quote === null ? said : `${said}: ${quote}`;
}

interface RowButtonProps {
  readonly icon: IconName;
  readonly name: string;
  readonly label: string;
  readonly on: boolean;
  readonly tab: number;
  readonly act: () => void;
}

function RowButton({ icon, name, label, on, tab, act }: RowButtonProps): VNode {
  return (
    <button
      {...AWAKE}
      type="button"
      class="nbl-row-button"
      tabIndex={tab}
      title={name}
      aria-label={`${label}: ${name}`}
      data-on={on || undefined}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
