/**
 * The guide: Markdown as elements.
 *
 * Blocks and marks become Preact elements one by one and text stays text, so there is no HTML to
 * make safe: HTML in the source is shown as it was written.
 */
import { type ComponentChildren, h, type VNode } from "preact";
import { type Block, blocksOf } from "./markdown_blocks";
import { type Inline, inlineOf } from "./markdown_inline";
import { AWAKE } from "./view";

export function Markdown({ text }: { readonly text: string }): VNode {
  return <div class="nbl-markdown">{blocksOf(text).map(block)}</div>;
}

const line = (text: string): ComponentChildren => inlineOf(text).map(inline);

function block(each: Block): VNode {
  switch (each.type) {
    case "heading":
      // The panel around has the first two levels.
      return h(`h${Math.min(6, each.depth + 2)}`, null, line(each.text));
    case "paragraph":
      return <p>{line(each.text)}</p>;
    case "code":
      return (
        <pre>
          <code>{each.text}</code>
        </pre>
      );
    case "rule":
      return <hr />;
    case "quote":
      return <blockquote>{each.blocks.map(block)}</blockquote>;
    case "list":
      return list(each.start, each.items);
    case "table":
      return table(each.head, each.rows);
  }
}

function list(start: number | null, items: readonly Block[][]): VNode {
  const rows = items.map((item) => <li>{item.map(inItem)}</li>);
  return start === null ? <ul>{rows}</ul> : <ol start={start}>{rows}</ol>;
}

/** An item's own words stand close, without the space of a paragraph. */
const inItem = (each: Block): ComponentChildren =>
  each.type === "paragraph" ? line(each.text) : block(each);

function table(head: readonly string[], rows: readonly string[][]): VNode {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell) => (
            <th>{line(cell)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{line(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inline(each: Inline): ComponentChildren {
  if (typeof each === "string") return each;
  switch (each.type) {
    case "strong":
      return <strong>{each.inner.map(inline)}</strong>;
    case "em":
      return <em>{each.inner.map(inline)}</em>;
    case "del":
      return <del>{each.inner.map(inline)}</del>;
    case "code":
      return <code>{each.text}</code>;
    case "break":
      return <br />;
    case "link":
      return (
        <a {...AWAKE} href={each.href} target="_blank" rel="noopener noreferrer">
          {each.inner.map(inline)}
        </a>
      );
  }
}
