/** Colours that can be read on other colours. */

/** WCAG relative luminance of `#rgb` or `#rrggbb`; 0.5 for anything else. */
export function luminance(color: string): number {
  const channels = parsed(color);
  if (channels === null) return 0.5;
  const [red, green, blue] = channels.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parsed(color: string): number[] | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color);
  if (short) return short.slice(1).map((digit) => Number.parseInt(digit + digit, 16));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  return long ? long.slice(1).map((digits) => Number.parseInt(digits, 16)) : null;
}

/** Black or white, whichever reads better on the colour. */
export function readableOn(color: string): string {
  // Where both contrast ratios are equal: (1.05 / (l + .05)) = ((l + .05) / .05).
  return luminance(color) > 0.179 ? "#000000" : "#ffffff";
}

/** What a line of this colour needs around it to be seen on any picture. */
export function haloOf(color: string): string {
  return luminance(color) > 0.179 ? "rgba(0, 0, 0, 0.55)" : "rgba(255, 255, 255, 0.7)";
}
