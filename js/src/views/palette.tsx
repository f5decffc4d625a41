/** The labels that are drawn: colour, name, key and how many are here; the active one stands out. */
import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Field } from "../state/types";
import * as words from "../words";
import { isActive } from "./choose";
import type { Offer } from "./desk";
import { type Counts, counts, isChosen, keysOf } from "./offers";
import { MANY_LABELS } from "./room";
import { Tools } from "./tools";
import { AWAKE, useView } from "./view";

export function Palette(): VNode {
  const { desk, drawn, placed, editor } = useView();
  const wanted = useSignal("");
  const here = useComputed(() => counts(placed.value)).value;
  const offers = desk.offers.value.filter(({ field }) => !isChosen(field));
  const found = offers.filter(({ label }) => fits(label.name, wanted.value));
  const item = desk.item.value;
  return (
    <div class="nbl-palette" data-many={offers.length > MANY_LABELS || undefined}>
      {offers.length > MANY_LABELS && (
        <FindLabel
          wanted={wanted.value}
          onInput={(text) => {
            wanted.value = text;
          }}
          first={found[0] ?? null}
        />
      )}
      <fieldset class="nbl-labels" aria-label={words.LABELS}>
        {drawn.value.length === 0 && item !== null && (
          <span class="nbl-title" title={words.keyText(item)}>
            {words.shortName(item)}
          </span>
        )}
        {drawn.value.map((field) => (
          <span class="nbl-field" key={field.name}>
            {drawn.value.length > 1 && <span class="nbl-field-name">{field.name}</span>}
            {found
              .filter((offer) => offer.field.name === field.name)
              .map((offer) => (
                <Chip
                  key={offer.label.name}
                  offer={offer}
                  here={here.get(field.name)?.get(offer.label.name) ?? 0}
                />
              ))}
            <Retired field={field} here={here.get(field.name)} />
          </span>
        ))}
      </fieldset>
      {editor.task.value !== null && <Tools />}
    </div>
  );
}

const fits = (name: string, wanted: string): boolean =>
  name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());

function Chip({ offer, here }: { readonly offer: Offer; readonly here: number }): VNode {
  const { desk, medium, room } = useView();
  const { label } = offer;
  const on = isActive(desk, offer);
  const chip = useRef<HTMLButtonElement>(null);
  const { rows } = room.value;
  useLayoutEffect(() => {
    if (on && chip.current) bringIntoSight(chip.current);
  }, [on, rows]);
  return (
    <button
      {...AWAKE}
      ref={chip}
      type="button"
      class="nbl-chip"
      style={{ "--nbl-label": label.color }}
      aria-pressed={on}
      title={words.labelTitle(label.name, label.description, keysOf(offer))}
      onClick={() => desk.choose(offer)}
    >
      <span class="nbl-swatch" />
      <span class="nbl-name">{label.name}</span>
      {keysOf(offer).map((key) => (
        <kbd key={key} class="nbl-key">
          {key}
        </kbd>
      ))}
      <span class="nbl-count">{here ? words.count(here) : ""}</span>
      {here > 0 && <span class="nbl-sr">{words.onThis(medium)}</span>}
    </button>
  );
}

/** Scrolls the labels alone: `scrollIntoView` would move the notebook too. */
function bringIntoSight(chip: HTMLElement): void {
  const labels = chip.closest(".nbl-labels");
  if (!labels) return;
  const seen = labels.getBoundingClientRect();
  const { top, bottom } = chip.getBoundingClientRect();
  if (top < seen.top) labels.scrollTop -= seen.top - top;
  else if (bottom > seen.bottom) labels.scrollTop += bottom - seen.bottom;
}

/** Labels no longer declared but still on this item: to be seen, not chosen. */
function Retired(props: {
  readonly field: Field;
  readonly here: ReturnType<Counts["get"]>;
}): VNode {
  const { field, here } = props;
  const left = field.labels.filter((label) => !label.offered && here?.has(label.name));
  return (
    <>
      {left.map((label) => (
        <span
          key={label.name}
          class="nbl-chip nbl-retired"
          style={{ "--nbl-label": label.color }}
          title={words.notOffered(label.name)}
        >
          <span class="nbl-swatch" />
          <span class="nbl-name">{label.name}</span>
          <small>{words.NOT_OFFERED}</small>
          <span class="nbl-count">{words.count(here?.get(label.name) ?? 0)}</span>
        </span>
      ))}
    </>
  );
}

function FindLabel(props: {
  readonly wanted: string;
  readonly first: Offer | null;
  readonly onInput: (text: string) => void;
}): VNode {
  const { desk, focus } = useView();
  const leave = () => {
    props.onInput("");
    focus();
  };
  return (
    <input
      {...AWAKE}
      class="nbl-find"
      type="search"
      value={props.wanted}
      placeholder={words.FIND_LABEL}
      aria-label={words.FIND_LABEL}
      autocomplete="off"
      onInput={(event) => props.onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") leave();
        if (event.key === "Enter" && !event.isComposing) {
          if (props.first && props.wanted.trim()) desk.choose(props.first);
          leave();
        }
      }}
    />
  );
}
