/** The class fields: buttons under the item, large where they are all that is asked. */
import type { VNode } from "preact";
import type { Annotation, Field } from "../state/types";
import * as words from "../words";
import type { Offer } from "./desk";
import { Icon } from "./icons";
import { isChosen, keysOf } from "./offers";
import { AWAKE, useView } from "./view";
import "./suggestions.css";

export function Answers(): VNode | null {
  const { desk, editor, drawn, chosen } = useView();
  const item = desk.item.value;
  if (!chosen.value.length || item === null) return null;
  editor.document.revision.value;
  const given = editor.document.decided(item).filter(isChosen);
  const named = chosen.value.length > 1 || drawn.value.length > 0;
  const size = drawn.value.length ? "" : " nbl-large";
  return (
    <fieldset class={`nbl-answers${size}`} aria-label={words.ANSWERS}>
      {chosen.value.map((field) => (
        <FieldAnswers
          key={field.name}
          field={field}
          named={named}
          given={given.filter((each) => each.field === field.name)}
        />
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly field: Field;
  readonly named: boolean;
  readonly given: readonly Annotation[];
}

function FieldAnswers({ field, named, given }: FieldProps): VNode {
  const { desk, editor } = useView();
  const offers = desk.offers.value.filter((offer) => offer.field.name === field.name);
  const suggested = desk.suggesting.suggested.value.filter((each) => each.field === field.name);
  const left = given.filter(({ label }) => !offers.some((offer) => offer.label.name === label));
  return (
    <fieldset class="nbl-question" aria-label={field.name}>
      {named && (
        <span class="nbl-field-name" title={words.several(field)}>
          {field.name}
        </span>
      )}
      {offers.map((offer) => {
        const is = ({ label }: Annotation) => label === offer.label.name;
        const on = given.some(is);
        return (
          <AnswerButton
            key={offer.label.name}
            offer={offer}
            on={on}
            suggested={on ? null : (suggested.find(is) ?? null)}
          />
        );
      })}
      {left.map((each) => (
        <button
          {...AWAKE}
          key={each.id}
          type="button"
          class="nbl-answer nbl-retired"
          aria-pressed="true"
          title={words.notOffered(each.label ?? "")}
          onClick={() => editor.remove([each])}
        >
          <span class="nbl-mark">
            <Icon name="check" />
          </span>
          <span class="nbl-name">{each.label}</span>
          <small>{words.NOT_OFFERED}</small>
        </button>
      ))}
    </fieldset>
  );
}

interface AnswerProps {
  readonly offer: Offer;
  readonly on: boolean;
  /** What a model proposes to answer, while nobody decided on it. */
  readonly suggested: Annotation | null;
}

function AnswerButton({ offer, on, suggested }: AnswerProps): VNode {
  const { desk } = useView();
  const { field, label } = offer;
  const title = words.labelTitle(label.name, label.description, keysOf(offer));
  const button = (
    <button
      {...AWAKE}
      type="button"
      class="nbl-answer"
      style={{ "--nbl-label": label.color }}
      aria-pressed={on}
      title={suggested ? words.suggestedAs(title, suggested.score) : title}
      onClick={() => desk.choose(offer)}
    >
      <span class={field.multiple ? "nbl-mark" : "nbl-mark nbl-round"}>
        {on && <Icon name="check" />}
      </span>
      <span class="nbl-name">{label.name}</span>
      {suggested && <span class="nbl-score">{words.shortScore(suggested.score)}</span>}
      {keysOf(offer).map((key) => (
        <kbd key={key} class="nbl-key">
          {key}
        </kbd>
      ))}
    </button>
  );
  if (suggested === null) return button;
  const { id } = suggested;
  return (
    <span class="nbl-suggestion" data-cursor={desk.suggesting.cursor.value === id || undefined}>
      {button}
      {(["accept", "reject"] as const).map((decision) => (
        <button
          {...AWAKE}
          key={decision}
          type="button"
          class="nbl-row-button"
          title={words.row[decision]}
          aria-label={`${label.name}: ${words.row[decision]}`}
          onClick={() => desk.decide(decision, id)}
        >
          <Icon name={decision === "accept" ? "check" : "close"} />
        </button>
      ))}
    </span>
  );
}
