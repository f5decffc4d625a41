/** The panel under `?`: the guide, what each label means, and the table of keys. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import * as words from "../words";
import { Icon } from "./icons";
import { type Row, rowsFor } from "./keys";
import { Markdown } from "./markdown";
import { keysOf } from "./offers";
import { AWAKE, useView } from "./view";

export function Help(): VNode | null {
  const { panels } = useView();
  return panels.help.value ? <HelpPanel /> : null;
}

function HelpPanel(): VNode {
  const { panels, guide, medium, focus } = useView();
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    panel.current?.focus({ preventScroll: true });
    return focus;
  }, []);
  return (
    <section
      {...AWAKE}
      ref={panel}
      class="nbl-help"
      role="dialog"
      aria-label={words.HELP}
      tabIndex={-1}
    >
      <button
        {...AWAKE}
        type="button"
        class="nbl-tool nbl-close"
        title={words.CLOSE_HELP}
        aria-label={words.CLOSE_HELP}
        onClick={() => {
          panels.help.value = false;
        }}
      >
        <Icon name="close" />
      </button>
      <div class="nbl-help-columns">
        <div>
          {guide.trim() && (
            <>
              {!guide.trimStart().startsWith("#") && <h2>{words.GUIDE}</h2>}
              <Markdown text={guide} />
            </>
          )}
          <LabelsTable />
        </div>
        <div>
          <h2>{words.KEYS}</h2>
          <p>{words.KEYS_GO}</p>
          {Object.entries(words.keyGroup).map(([group, name]) => (
            <KeysTable key={group} name={name} rows={rowsOf(medium, group)} />
          ))}
        </div>
      </div>
    </section>
  );
}

const rowsOf = (medium: string, group: string): Row[] =>
  rowsFor(medium).filter((row) => row.group === group);

function KeysTable({
  name,
  rows,
}: {
  readonly name: string;
  readonly rows: readonly Row[];
}): VNode | null {
  if (!rows.length) return null;
  return (
    <table class="nbl-keys">
      <caption>{name}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.command}>
            <th scope="row">
              <kbd class="nbl-key">{row.shown}</kbd>
            </th>
            <td>{row.says}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LabelsTable(): VNode {
  const { desk, editor } = useView();
  return (
    <>
      {editor.fields.value.map((field) => (
        <div key={field.name}>
          <h2>{words.fieldHeading(field)}</h2>
          <table class="nbl-keys">
            <tbody>
              {desk.offers.value
                .filter((offer) => offer.field.name === field.name)
                .map((offer) => (
                  <tr key={offer.label.name}>
                    <th scope="row">
                      <span class="nbl-swatch" style={{ "--nbl-label": offer.label.color }} />
                      {offer.label.name}
                    </th>
                    <td class="nbl-means">
                      {keysOf(offer).map((key) => (
                        <kbd key={key} class="nbl-key">
                          {key}
                        </kbd>
                      ))}
                    </td>
                    <td>{offer.label.description}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  );
}
