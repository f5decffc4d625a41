/** About how long the rest will take: the median item, times what is left. */
import type { Document } from "../state/document";

const ENOUGH = 30;
const FEWEST = 3;
const FURTHEST = 500;

/** Seconds, or null while too little is known. Looks at the items done nearest to `from`. */
export function timeLeft(document: Document, from: number): number | null {
  const items = document.items.value;
  const { todo } = document.tally.value;
  if (!todo) return null;
  const spent: number[] = [];
  for (let away = 0; away < FURTHEST && spent.length < ENOUGH; away++) {
    for (const at of away ? [from - away, from + away] : [from]) {
      const item = items[at];
      if (item === undefined) continue;
      const answer = document.answer(item);
      if (answer.status === "done" && answer.seconds > 0) spent.push(answer.seconds);
    }
  }
  if (spent.length < FEWEST) return null;
  spent.sort((a, b) => a - b);
  return (spent[spent.length >> 1] as number) * todo;
}
