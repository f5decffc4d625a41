/**
 * The anywidget of one medium. What a bundle exports is a function, called once per model: what
 * `initialize` opens is what that model's views show. (anywidget hands `initialize` and each
 * `render` model objects of their own, so that nothing could be found again by them.)
 */
import type { Editor } from "./state/editor";
import { openEditor } from "./state/local_editor";
import type { StageFactory } from "./views/desk";
import { mountLabeler } from "./views/labeler";
import type { Model } from "./wire/link";

interface Initialize {
  readonly model: Model;
  readonly signal: AbortSignal;
}

interface Render extends Initialize {
  readonly el: HTMLElement;
}

/** `stage`: where the items of this medium are shown and drawn on. */
export const widgetOf = (stage: StageFactory) => () => {
  let editor: Editor | null = null;
  return {
    // Never waits for the kernel: anywidget gives up on a widget after two seconds.
    initialize({ model, signal }: Initialize): void {
      editor = openEditor(model, signal);
    },
    render({ model, el, signal }: Render): void {
      if (editor === null) throw new Error("render was called before initialize");
      const settings = {
        medium: String(model.get("medium")),
        height: String(model.get("height")),
        language: String(model.get("language") ?? ""),
        guide: String(model.get("guide") ?? ""),
        idleAfter: Number(model.get("idle_after")),
        overlaid: model.get("overlaid") === true,
        acceptOver: () => numberOrNull(model.get("accept_over")),
      };
      mountLabeler(el, editor, stage, settings, signal);
    },
  };
};

const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);
