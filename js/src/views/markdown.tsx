/**
 * The guide: Markdown as elements.
 *
 * Tokens become Preact elements one by one and text stays text, so there is no HTML to make safe.
 * HTML in the source is shown as it was written; links go to http and https only; a picture becomes
 * its description, since nothing is fetched that the user did not name.
 */
import { Lexer, type Token, type Tokens } from "marked";
import { type ComponentChildren, h, type VNode } from "preact";
import { AWAKE } from "./view";

export function Markdown({ text }: { readonly text: string }): VNode {
  return <div class="nbl-markdown">{rendered(new Lexer({ gfm: true }).lex(text))}</div>;
}

const rendered = (tokens: readonly Token[] | undefined): ComponentChildren =>
  tokens?.map((token) => element(token as Tokens.Generic));

function element(token: Tokens.Generic): ComponentChildren {
  const inner = () => (token.tokens ? rendered(token.tokens) : plain(token["text"]));
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "heading":
      // The panel around has the first two levels.
      return h(`h${Math.min(6, Number(token["depth"]) + 2)}`, null, inner());
    case "paragraph":
      return <p>{inner()}</p>;
    case "blockquote":
      return <blockquote>{inner()}</blockquote>;
    case "strong":
      return <strong>{inner()}</strong>;
    case "em":
      return <em>{inner()}</em>;
    case "del":
      return <del>{inner()}</del>;
    case "codespan":
      return <code>{plain(token["text"])}</code>;
    case "code":
      return (
        <pre>
          <code>{plain(token["text"])}</code>
        </pre>
      );
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "link":
      return link(token as Tokens.Link);
    case "image":
      return plain(token["text"]);
    case "html":
      return plain(token.raw);
    default:
      return inner();
  }
}

const plain = (value: unknown): string => (typeof value === "string" ? value : "");

function list({ ordered, start, items }: Tokens.List): VNode {
  const rows = items.map((item) => <li>{rendered(item.tokens)}</li>);
  return ordered ? <ol start={Number(start) || 1}>{rows}</ol> : <ul>{rows}</ul>;
}

function table({ header, rows }: Tokens.Table): VNode {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell) => (
            <th>{rendered(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{rendered(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function link({ href, tokens }: Tokens.Link): ComponentChildren {
  if (!/^https?:\/\//i.test(href)) return rendered(tokens);
  return (
    <a {...AWAKE} href={href} target="_blank" rel="noopener noreferrer">
      {rendered(tokens)}
    </a>
  );
}
