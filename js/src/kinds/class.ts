/** Classes: chosen for a whole item, so there is nothing to draw. */
import type { ChosenKind } from "./api";

export const KIND: ChosenKind = { name: "class", medium: "any" };
