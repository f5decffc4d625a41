/** Cutting what is out of date into pieces that are quick to paint. All in device pixels, whole numbers. */
import type { Rect } from "../geometry/rect";
import type { Size } from "./viewport";

/** Large enough that few shapes are painted twice, small enough to be one slice of a frame. */
const TILE = 256;
const LEAST = 48;

/** The whole pixels a rectangle (CSS pixels) touches on a sheet; null if it lies beside it. */
export function touched(rect: Rect, ratio: number, sheet: Size): Rect | null {
  const left = Math.max(0, Math.floor(rect.x * ratio));
  const top = Math.max(0, Math.floor(rect.y * ratio));
  const right = Math.min(sheet.width, Math.ceil((rect.x + rect.width) * ratio));
  const bottom = Math.min(sheet.height, Math.ceil((rect.y + rect.height) * ratio));
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function tiled(rect: Rect): Rect[] {
  const tiles: Rect[] = [];
  for (let y = rect.y; y < rect.y + rect.height; y += TILE) {
    for (let x = rect.x; x < rect.x + rect.width; x += TILE) {
      const width = Math.min(TILE, rect.x + rect.width - x);
      const height = Math.min(TILE, rect.y + rect.height - y);
      tiles.push({ x, y, width, height });
    }
  }
  return tiles;
}

/** Four quarters, or null where cutting on would only paint the same shapes again and again. */
export function quartered(tile: Rect): Rect[] | null {
  if (tile.width < 2 * LEAST || tile.height < 2 * LEAST) return null;
  const across = tile.width >> 1;
  const down = tile.height >> 1;
  return [
    { x: tile.x, y: tile.y, width: across, height: down },
    { x: tile.x + across, y: tile.y, width: tile.width - across, height: down },
    { x: tile.x, y: tile.y + down, width: across, height: tile.height - down },
    {
      x: tile.x + across,
      y: tile.y + down,
      width: tile.width - across,
      height: tile.height - down,
    },
  ];
}
