/**
 * The part of Markdown that a guide needs: headings, paragraphs, lists within lists, quotes, code,
 * tables. A whole Markdown library would be a fifth of all the browser has to load.
 *
 * Lines become blocks here; what is inside a line is left to `markdown_inline.ts`.
 */

export type Block =
  | { readonly type: "heading"; readonly depth: number; readonly text: string }
  | { readonly type: "paragraph"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "rule" }
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | { readonly type: "list"; readonly start: number | null; readonly items: readonly Block[][] }
  | {
      readonly type: "table";
      readonly head: readonly string[];
      readonly rows: readonly string[][];
    };

const FENCE = /^ {0,3}(```+|~~~+)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|(\d{1,9})[.)])(\s+|$)/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Read Markdown into blocks. Total: whatever is no block is a paragraph. */
export function blocksOf(text: string): Block[] {
  return read(text.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n"));
}

function read(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    if (!line.trim()) {
      at += 1;
      continue;
    }
    const [block, used] = readOne(lines.slice(at));
    blocks.push(block);
    at += used;
  }
  return blocks;
}

/** The block that begins on the first line, and how many lines it takes. */
function readOne(lines: readonly string[]): [Block, number] {
  const first = lines[0] as string;
  const fence = FENCE.exec(first)?.[1];
  if (fence) return readCode(lines, fence);
  const heading = HEADING.exec(first);
  if (heading) {
    return [{ type: "heading", depth: heading[1]?.length ?? 1, text: heading[2] ?? "" }, 1];
  }
  if (RULE.test(first)) return [{ type: "rule" }, 1];
  if (QUOTE.test(first)) {
    const used = count(lines, (line) => QUOTE.test(line));
    const inner = lines.slice(0, used).map((line) => line.replace(QUOTE, ""));
    return [{ type: "quote", blocks: read(inner) }, used];
  }
  if (ITEM.test(first)) return readList(lines);
  if (first.includes("|") && TABLE_RULE.test(lines[1] ?? "") && lines[1]?.includes("|")) {
    return readTable(lines);
  }
  const used = 1 + count(lines.slice(1), (line) => line.trim() !== "" && !begins(line));
  const text = lines.slice(0, used).map((line) => line.trimStart());
  return [{ type: "paragraph", text: text.join("\n").trimEnd() }, used];
}

const begins = (line: string): boolean =>
  [FENCE, HEADING, RULE, QUOTE, ITEM].some((start) => start.test(line));

function count(lines: readonly string[], holds: (line: string) => boolean): number {
  const end = lines.findIndex((line) => !holds(line));
  return end < 0 ? lines.length : end;
}

function readCode(lines: readonly string[], fence: string): [Block, number] {
  const body = count(lines.slice(1), (line) => !line.trim().startsWith(fence));
  const text = lines.slice(1, 1 + body).join("\n");
  return [{ type: "code", text }, Math.min(lines.length, body + 2)];
}

function readList(lines: readonly string[]): [Block, number] {
  const sort = (line: string) => ITEM.exec(line)?.[2]?.slice(-1);
  const kind = sort(lines[0] as string);
  const start = ITEM.exec(lines[0] as string)?.[3];
  const items: Block[][] = [];
  let at = 0;
  for (;;) {
    const [item, used] = readItem(lines.slice(at));
    items.push(item);
    at += used;
    const next = at + count(lines.slice(at), (line) => !line.trim());
    const line = lines[next];
    if (line === undefined || RULE.test(line) || sort(line) !== kind) break;
    at = next;
  }
  return [{ type: "list", start: start === undefined ? null : Number(start), items }, at];
}

/** One item: its first line, and all that is indented under it. */
function readItem(lines: readonly string[]): [Block[], number] {
  const first = lines[0] as string;
  const mark = (ITEM.exec(first)?.[0] ?? "").length;
  // Under a number two spaces often do, though the rule asks for three: be kind.
  const indent = /^ {2,}/;
  let used = 1;
  while (used < lines.length) {
    const line = lines[used] as string;
    const next = lines.slice(used).find((each) => each.trim());
    const goesOn = line.trim() ? indent.test(line) : next !== undefined && indent.test(next);
    const lazy = line.trim() !== "" && (lines[used - 1] ?? "").trim() !== "" && !begins(line);
    if (!goesOn && !lazy) break;
    used += 1;
  }
  const under = lines.slice(1, used);
  const depth = Math.min(mark, ...under.filter((line) => indent.test(line)).map(indentOf));
  return [
    read([first.slice(mark), ...under.map((line) => line.slice(Math.min(depth, indentOf(line))))]),
    used,
  ];
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function readTable(lines: readonly string[]): [Block, number] {
  const used = 2 + count(lines.slice(2), (line) => line.includes("|"));
  const rows = lines.slice(2, used).map(cellsOf);
  return [{ type: "table", head: cellsOf(lines[0] as string), rows }, used];
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"));
