/**
 * The handle for robots: the property `nblabel` on the root element, documented and stable.
 * Tests aim with it, and so can anyone who automates a labeler.
 */
import type { Editor } from "../state/editor";
import { isDecided } from "../state/suggestions";
import type { Annotation } from "../state/types";
import { keyText } from "../words";
import type { Desk, Stage, Target } from "./desk";

export interface Handle {
  /** Resolves when the first item is painted. */
  readonly ready: Promise<void>;
  /** Client pixels of a place on the item, scrolled into view first. */
  rectOf(target: Target): Promise<DOMRect>;
  state(): State;
}

export interface State {
  /** The item's key as its owner wrote it. */
  readonly item: string | number | null;
  readonly status: string | null;
  /** Rows as in the frames, of this item; ids are in `id`. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  /** Open ones have the decision null; the others were rejected, or not taken. */
  readonly suggestions: readonly Readonly<Record<string, unknown>>[];
  /** The id of the suggestion that accept and reject act on. */
  readonly cursor: string | null;
  readonly selected: readonly string[];
  /** Changes not committed yet. */
  readonly unsaved: number;
  /** Client pixels per item unit. */
  readonly zoom: number;
  readonly kernel: "idle" | "busy" | "gone";
}

export function handleOf(editor: Editor, desk: Desk, stage: Promise<Stage>): Handle {
  return {
    ready: stage.then((made) => made.painted()),
    rectOf: async (target) => (await stage).rectOf(target),
    state() {
      const item = desk.item.value;
      const standing = item === null ? [] : editor.document.of(item);
      return {
        item: item === null ? null : plainKey(item),
        status: item === null ? null : editor.document.answer(item).status,
        annotations: standing.filter(isDecided).map(row),
        suggestions: standing.filter((each) => !isDecided(each)).map(row),
        cursor: desk.suggesting.cursor.value,
        selected: desk.selected.value,
        unsaved: editor.saving.value.waiting,
        zoom: desk.zoom.value,
        kernel: editor.kernel.value,
      };
    },
  };
}

const plainKey = (item: string): string | number =>
  item.startsWith("i:") ? Number(keyText(item)) : keyText(item);

function row({ geometry, ...rest }: Annotation): Record<string, unknown> {
  return { ...rest, item: plainKey(rest.item), ...geometry };
}
