/**
 * What Python painted with ipycanvas, as a picture like any other.
 *
 * The kernel answers with the name of a canvas widget. Its drawing commands came over the same line
 * before that answer, so once the page has worked them off the canvas is complete; a picture of it
 * is then cached, decoded and zoomed as a file's would be, and the widget may go.
 */
import type { Model } from "./link";

export const PAINTED = "application/vnd.nblabel.canvas";

const NO_WIDGETS =
  "painting from Python needs ipycanvas, and this notebook shows no such widgets; open it in JupyterLab, " +
  "or give pictures instead of draw= and overlay=";

interface Widgets {
  get_model(id: string): Promise<unknown>;
}

/** What we use of ipycanvas's model. */
interface CanvasModel {
  readonly canvas: HTMLCanvasElement;
  get(name: string): unknown;
}

/** The canvas `id`, once all that was drawn on it so far is there. */
export async function canvasOf(model: Model, id: string): Promise<HTMLCanvasElement> {
  const widgets = model.widget_manager as Partial<Widgets> | undefined;
  if (typeof widgets?.get_model !== "function") throw new Error(NO_WIDGETS);
  const painted = await widgets.get_model(id);
  if (!isCanvasModel(painted)) throw new Error(NO_WIDGETS);
  // All canvases of a page take their commands from one queue.
  const queue = painted.get("_canvas_manager") as { currentProcessing?: Promise<unknown> } | null;
  await queue?.currentProcessing;
  return painted.canvas;
}

/** The canvas `id` as PNG, its longer side at most `longest` pixels. */
export async function pictureOf(model: Model, id: string, longest: number): Promise<Blob> {
  return pngOf(shrunk(await canvasOf(model, id), longest));
}

function isCanvasModel(model: unknown): model is CanvasModel {
  return (model as Partial<CanvasModel> | null)?.canvas instanceof HTMLCanvasElement;
}

function shrunk(canvas: HTMLCanvasElement, longest: number): HTMLCanvasElement {
  const factor = longest / Math.max(canvas.width, canvas.height);
  if (factor >= 1) return canvas;
  const small = document.createElement("canvas");
  small.width = Math.max(1, Math.round(canvas.width * factor));
  small.height = Math.max(1, Math.round(canvas.height * factor));
  small.getContext("2d")?.drawImage(canvas, 0, 0, small.width, small.height);
  return small;
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("the browser gives no picture of what Python painted"));
      else resolve(blob);
    }, "image/png");
  });
}
