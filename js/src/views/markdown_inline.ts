/** What is inside a line of Markdown: emphasis, code, links. The rest is text, HTML too. */

export type Inline =
  | string
  | { readonly type: "strong" | "em" | "del"; readonly inner: readonly Inline[] }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "break" }
  | { readonly type: "link"; readonly href: string; readonly inner: readonly Inline[] };

interface Rule {
  readonly pattern: RegExp;
  readonly make: (found: RegExpExecArray) => Inline | readonly Inline[];
}

const WEB = /^https?:\/\//i;

// In order of precedence. Each begins at the place that is looked at.
const RULES: readonly Rule[] = [
  { pattern: /\\([!-/:-@[-`{-~])/y, make: (found) => found[1] ?? "" },
  { pattern: / {2,}\n|\\\n/y, make: () => ({ type: "break" }) },
  {
    pattern: /(`+)([^`]|[^`].*?[^`])\1(?!`)/sy,
    make: (found) => ({ type: "code", text: trimmed(found[2]) }),
  },
  // A picture becomes its description: nothing is fetched that the user did not name.
  { pattern: /!\[([^\]\n]*)\]\([^)\s]*(?:\s+"[^"\n]*")?\)/y, make: (found) => found[1] ?? "" },
  {
    pattern: /\[([^\]\n]+)\]\(<?([^)\s>]*)>?(?:\s+"[^"\n]*")?\)/y,
    make: (found) => link(found[2] ?? "", inlineOf(found[1] ?? "")),
  },
  { pattern: /<(https?:\/\/[^>\s]+)>/iy, make: (found) => link(found[1] ?? "", [found[1] ?? ""]) },
  {
    pattern: /https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"*_]/iy,
    make: (found) => link(found[0], [found[0]]),
  },
  { pattern: /\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*)/sy, make: (found) => wrap("strong", found[1]) },
  { pattern: /(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)/sy, make: (found) => wrap("strong", found[1]) },
  { pattern: /\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?!\*)/sy, make: (found) => wrap("em", found[1]) },
  { pattern: /(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)/sy, make: (found) => wrap("em", found[1]) },
  { pattern: /~~(?=\S)(.+?)(?<=\S)~~/sy, make: (found) => wrap("del", found[1]) },
];

/** Read one line's worth of text. Total: what is no mark is text. */
export function inlineOf(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const next = ruleAt(text, at);
    if (next === null) {
      plain += text[at];
      at += 1;
      continue;
    }
    const [made, used] = next;
    if (plain) found.push(plain);
    plain = "";
    for (const each of Array.isArray(made) ? made : [made]) found.push(each);
    at += used;
  }
  return plain ? [...found, plain] : found;
}

function ruleAt(text: string, at: number): [Inline | readonly Inline[], number] | null {
  for (const { pattern, make } of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return [make(found), found[0].length];
  }
  return null;
}

const wrap = (type: "strong" | "em" | "del", inner = ""): Inline => ({
  type,
  inner: inlineOf(inner),
});

/** Only the web may be linked to: anything else keeps its words. */
const link = (href: string, inner: readonly Inline[]): Inline | readonly Inline[] =>
  WEB.test(href) ? { type: "link", href, inner } : inner;

const trimmed = (code = ""): string => (/^ .*\S.* $/s.test(code) ? code.slice(1, -1) : code);
