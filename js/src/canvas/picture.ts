/**
 * A decoded picture that pans within a frame at any size.
 *
 * Scaling 12 megapixels down takes far longer than a frame, so halves of it are kept (half, quarter …)
 * and the smallest that is still sharp is drawn. The halves are made in strips while nothing else is
 * to be done.
 */
import { clamp } from "../geometry/rect";
import { contextOf } from "./surface";
import { type Size, toItem, type Viewport } from "./viewport";

/** Pictures below this are quick enough as they are. */
const QUICK = 1_500_000;
const STRIP = 1_000_000;
const PIXELATED_FROM = 3;

interface Level {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  /** Its pixels per pixel of the picture: exact, though an odd last column is dropped. */
  readonly factor: number;
}

/** The level to draw at so many device pixels per item pixel: the smallest that loses nothing. */
export function levelFor(factor: number, levels: number): number {
  const halvings = Math.floor(Math.log2(1 / Math.max(factor, 1e-6)) + 1e-9);
  return clamp(halvings, 0, levels - 1);
}

export class Picture {
  readonly width: number;
  readonly height: number;
  readonly #bitmap: ImageBitmap;
  readonly #levels: Level[];
  #closed = false;

  private constructor(bitmap: ImageBitmap) {
    this.#bitmap = bitmap;
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.#levels = [{ source: bitmap, width: bitmap.width, height: bitmap.height, factor: 1 }];
  }

  /** EXIF orientation is applied: all coordinates are of the upright picture. */
  static async decode(bytes: Blob): Promise<Picture> {
    if (bytes.type.startsWith("image/svg")) return new Picture(await drawn(bytes));
    return new Picture(await createImageBitmap(bytes, { imageOrientation: "from-image" }));
  }

  /** What stands on a canvas now. */
  static async of(canvas: HTMLCanvasElement): Promise<Picture> {
    return new Picture(await createImageBitmap(canvas));
  }

  close(): void {
    this.#closed = true;
    this.#bitmap.close();
    this.#levels.length = 0;
  }

  paint(context: CanvasRenderingContext2D, viewport: Viewport, view: Size, ratio: number): void {
    const factor = viewport.scale * ratio;
    const level = this.#levels[levelFor(factor, this.#levels.length)];
    if (level === undefined) return;
    const from = toItem(viewport, { x: 0, y: 0 });
    const to = toItem(viewport, { x: view.width, y: view.height });
    // Whole pixels of the source that are in view, one more for smoothing.
    const left = clamp(Math.floor(from.x * level.factor) - 1, 0, level.width);
    const top = clamp(Math.floor(from.y * level.factor) - 1, 0, level.height);
    const right = clamp(Math.ceil(to.x * level.factor) + 1, 0, level.width);
    const bottom = clamp(Math.ceil(to.y * level.factor) + 1, 0, level.height);
    if (right <= left || bottom <= top) return;
    const scale = viewport.scale / level.factor;
    context.imageSmoothingEnabled = viewport.scale < PIXELATED_FROM;
    context.drawImage(
      level.source,
      left,
      top,
      right - left,
      bottom - top,
      left * scale + viewport.left,
      top * scale + viewport.top,
      (right - left) * scale,
      (bottom - top) * scale,
    );
  }

  /** Paint it stretched over an item of this size, whatever its own. */
  paintOver(
    item: Size,
    context: CanvasRenderingContext2D,
    { scale, left, top }: Viewport,
    view: Size,
    ratio: number,
  ): void {
    const across = item.width / this.width;
    const down = item.height / this.height;
    context.save();
    context.scale(across, down);
    this.paint(
      context,
      { scale, left: left / across, top: top / down },
      { width: view.width / across, height: view.height / down },
      ratio * Math.max(across, down),
    );
    context.restore();
  }

  /** Make the halves, while the browser is idle. Resolves when all are there. */
  async halve(): Promise<void> {
    for (;;) {
      const above = this.#levels.at(-1);
      if (above === undefined || above.width * above.height < QUICK) return;
      const width = above.width >> 1;
      const height = above.height >> 1;
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const context = contextOf(canvas);
      const rows = Math.max(1, Math.floor(STRIP / above.width));
      for (let row = 0; row < height; row += rows) {
        await idle();
        if (this.#closed) return;
        const down = Math.min(rows, height - row);
        const { source } = above;
        context.drawImage(source, 0, row * 2, width * 2, down * 2, 0, row, width, down);
      }
      this.#levels.push({ source: canvas, width, height, factor: above.factor / 2 });
    }
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no idle callback.
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 16);
  });
}

/** A drawing has no pixels of its own: the browser's image element gives it some. */
async function drawn(bytes: Blob): Promise<ImageBitmap> {
  const address = URL.createObjectURL(bytes);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const resizeWidth = image.naturalWidth || 1024;
    const resizeHeight = image.naturalHeight || 1024;
    return await createImageBitmap(image, { resizeWidth, resizeHeight });
  } finally {
    URL.revokeObjectURL(address);
  }
}
