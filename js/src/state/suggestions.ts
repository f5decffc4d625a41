/** What a model proposed: whether anybody decided on it, and how it is decided. */
import type { Annotation, Op, Patch } from "./types";

type Proposed = Pick<Annotation, "source" | "decision">;

/** A suggestion that nobody has decided on. */
export const isOpen = ({ source, decision }: Proposed): boolean =>
  source === "model" && decision === null;

/** What counts: a person's own, an import, and what was taken of a model's. */
export const isDecided = ({ source, decision }: Proposed): boolean =>
  source !== "model" || decision === "accepted" || decision === "edited";

/** Whether an operation only brings a model's suggestions, renews or withdraws them: nobody's gesture. */
export function suggests({ action, before, after }: Op): boolean {
  if (action === "create") return opens(after);
  if (action === "delete") return opens(before);
  const changed = Object.keys(after ?? {});
  return action === "update" && changed.length > 0 && changed.every((name) => RENEWED.has(name));
}

const RENEWED = new Set(["score"]);

const opens = (whole: Patch | null): boolean =>
  whole?.["source"] === "model" && (whole["decision"] ?? null) === null;
