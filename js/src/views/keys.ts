/** Reads keys.json, the one table of keys, and tells which command a key press means. */
import table from "../../../src/nblabel/keys.json";

/** One row of the table, as help shows it. */
export interface Row {
  readonly command: string;
  readonly keys: readonly string[];
  readonly shown: string;
  readonly says: string;
  readonly group: string;
  readonly medium?: string;
}

/** What a press means: a label's place in the numbering, or a command. */
export type Meaning =
  | { readonly label: number }
  | { readonly command: string; readonly repeats: boolean };

/** The parts of a KeyboardEvent that count. */
export type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey"
>;

interface Pattern {
  readonly command: string;
  readonly key: string;
  readonly mod: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Holding these down goes on doing them; holding any other does it once. */
const REPEATING = new Set([
  "next",
  "previous",
  "next-annotation",
  "previous-annotation",
  "undo",
  "redo",
  "nudge",
  "resize",
  "caret",
  "move-end",
  "scroll",
  "zoom-in",
  "zoom-out",
]);

const BRACKETS: Readonly<Record<string, string>> = { BracketLeft: "[", BracketRight: "]" };

export const rowsFor = (medium: string): Row[] =>
  (table as Row[]).filter((row) => !row.medium || row.medium === medium);

/** The keys of a command as its button's title shows them; "" if it has none. */
export function shownFor(command: string): string {
  const row = (table as Row[]).find((each) => each.command === command);
  return row?.keys.length ? row.shown : "";
}

/** Build the reader for one medium. */
export function keyReader(medium: string): (press: Press) => Meaning | null {
  const patterns = rowsFor(medium).flatMap((row) =>
    row.command === "choose"
      ? []
      : row.keys.flatMap((written) => {
          const [, only, key] = /^(?:(\w{2,}):)?(.+)$/s.exec(written) ?? [];
          return key === undefined || (only && only !== medium) ? [] : [pattern(row.command, key)];
        }),
  );
  return (press) => {
    const digit = digitOf(press);
    if (digit !== null) return { label: digit + (press.shiftKey ? 10 : 0) };
    const found = patterns.find((each) => matches(each, press));
    return found ? { command: found.command, repeats: REPEATING.has(found.command) } : null;
  };
}

function pattern(command: string, written: string): Pattern {
  const parts = written.length > 1 ? written.split("+") : [written];
  const key = parts.pop() as string;
  return {
    command,
    key,
    mod: parts.includes("Mod"),
    ctrl: parts.includes("Ctrl"),
    shift: parts.includes("Shift"),
    alt: parts.includes("Alt"),
  };
}

function matches(wanted: Pattern, press: Press): boolean {
  if (wanted.mod ? press.ctrlKey === press.metaKey : press.metaKey) return false;
  if (!wanted.mod && wanted.ctrl !== press.ctrlKey) return false;
  if (wanted.alt !== press.altKey) return false;
  const pressed = keyOf(press);
  if (wanted.key === "Arrow") return wanted.shift === press.shiftKey && /^Arrow/.test(pressed);
  // A sign such as "?" or "+" needs Shift on one keyboard and not on the next.
  const sign = wanted.key.length === 1 && !/[a-z]/i.test(wanted.key);
  if (!sign && wanted.shift !== press.shiftKey) return false;
  return pressed.toLowerCase() === wanted.key.toLowerCase();
}

/** 0 … 9 for the digits 1 … 9, 0: by place on the keyboard, since some need Shift for digits. */
export function digitOf({ code, key, ctrlKey, metaKey, altKey }: Press): number | null {
  if (ctrlKey || metaKey || altKey) return null;
  const digit =
    /^Digit(\d)$/.exec(code)?.[1] ?? (/^Numpad/.test(code) && /^\d$/.test(key) ? key : null);
  return digit === null ? null : (Number(digit) + 9) % 10;
}

/** The key pressed: brackets by place; letters as in Latin, on any alphabet's keyboard. */
export function keyOf({ key, code }: Press): string {
  const bracket = BRACKETS[code];
  if (bracket) return bracket;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const foreign = key.length === 1 && key.charCodeAt(0) > 0x24f;
  return letter && foreign ? letter.toLowerCase() : key;
}
