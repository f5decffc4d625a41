/** One family of icons: 16 px, one stroke. They are decoration; the button around has the name. */
import type { ComponentChildren, VNode } from "preact";

const dot = (x: number, y: number): VNode => (
  <circle cx={x} cy={y} r="1.6" fill="currentColor" stroke="none" />
);

const ICONS = {
  accept: <path d="m3 8.5 3.3 3.3L13 4.6" />,
  reject: <path d="m4 4 8 8m0-8-8 8" />,
  "accept-all": <path d="m1.8 8.6 2.8 2.8L10 5M7 10.6l.8.8L14.2 5" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6H9a4 4 0 0 1 0 8H6" />,
  redo: <path d="m10.5 3 3 3-3 3M13.2 6H7a4 4 0 0 0 0 8h3" />,
  delete: <path d="M2.5 4.2h11M6 4V2.4h4V4m-6 .3.6 9.3h6.8l.6-9.3M6.7 7v4M9.3 7v4" />,
  cancel: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="m4 4 8 8" />
    </>
  ),
  "draw-drag": (
    <>
      <path d="M3 10.5V3h10v5.5M3 3" stroke-dasharray="2.4 1.7" />
      <path d="m8 7.8 5.2 2-2.2 1-1 2.3z" fill="currentColor" />
    </>
  ),
  "draw-clicks": (
    <>
      <path d="M3.5 3.5h9v9h-9z" stroke-dasharray="2.2 1.8" />
      {dot(3.5, 3.5)}
      {dot(12.5, 12.5)}
    </>
  ),
  "draw-extremes": (
    <>
      <path d="M3 3h10v10H3z" stroke-dasharray="2 2" opacity=".6" />
      {dot(8, 3)}
      {dot(13, 8)}
      {dot(8, 13)}
      {dot(3, 8)}
    </>
  ),
  "draw-centre": (
    <>
      <path d="M2.7 2.7h10.6v10.6H2.7z" />
      <path d="M8 5.7v4.6M5.7 8h4.6" />
    </>
  ),
  duplicate: (
    <>
      <path d="M5.5 5.5h8v8h-8z" />
      <path d="M10.5 3V2.5h-8v8H3M9.5 7.7v3.6M7.7 9.5h3.6" />
    </>
  ),
  copy: (
    <>
      <path d="M5.5 5.5h8v8h-8z" />
      <path d="M10.5 3V2.5h-8v8H3" />
    </>
  ),
  paste: (
    <>
      <path d="M5.5 3.2h-2v10.5h9V3.2h-2" />
      <path d="M5.7 2h4.6v2.5H5.7zM6 8h4M6 10.7h4" />
    </>
  ),
  "previous-annotation": <path d="M3.5 10.5 8 5.5l4.5 5" />,
  "next-annotation": <path d="M3.5 5.5 8 10.5l4.5-5" />,
  "make-span": (
    <>
      <path d="M3.5 12.7h9" stroke-width="2.4" />
      <path d="M5 9.5 8 2.5l3 7M6 7.2h4" />
    </>
  ),
  "label-all": (
    <>
      <path d="M2.5 4h7M2.5 8h4M2.5 12h7" />
      <path d="M12 2.2v3.6M9 8h4.5M12 10.2v3.6" />
    </>
  ),
  find: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.6 3.6" />
    </>
  ),
  "zoom-out": <path d="M3.5 8h9" />,
  "zoom-in": <path d="M3.5 8h9M8 3.5v9" />,
  "zoom-fit": <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  eye: (
    <>
      <path d="M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  "eye-off": (
    <path d="M3.6 5.3A11 11 0 0 0 1.5 8S4 12.3 8 12.3c1 0 1.9-.3 2.7-.7M6.3 4A6 6 0 0 1 8 3.7c4 0 6.5 4.3 6.5 4.3a11 11 0 0 1-1.8 2.3M2.5 2.5l11 11" />
  ),
  adjust: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  overlay: (
    <>
      <path d="M2.5 5.5h8v8h-8z" />
      <path d="M5.5 5.5v-3h8v8h-3" />
    </>
  ),
  flag: <path d="M4 14V2.5M4 3h8.5l-2 3 2 3H4" />,
  comment: <path d="M2.5 3h11v7.5H8L4.7 13.3v-2.8H2.5z" />,
  list: (
    <>
      <path d="M2.2 3h11.6v10H2.2zM10 3v10" />
      <path d="M11.6 6h.6M11.6 8h.6" />
    </>
  ),
  strip: (
    <>
      <path d="M2.2 3h11.6v10H2.2zM2.2 9.5h11.6" />
      <path d="M6 9.7v3M9.8 9.7v3" />
    </>
  ),
  "full-screen": <path d="M9.5 2.5h4v4M13.3 2.7 9.5 6.5M6.5 13.5h-4v-4M2.7 13.3l3.8-3.8" />,
  "leave-full-screen": <path d="M13 6.5H9.5V3M9.7 6.3l4-4M3 9.5h3.5V13M6.3 9.7l-4 4" />,
  help: (
    <>
      <path d="M5.8 6.2a2.2 2.2 0 1 1 3.3 2c-.8.4-1.1.8-1.1 1.6" />
      <circle cx="8" cy="12.3" r=".9" fill="currentColor" stroke="none" />
    </>
  ),
  more: (
    <>
      {dot(3.2, 8)}
      {dot(8, 8)}
      {dot(12.8, 8)}
    </>
  ),
  lock: <path d="M3.5 7.2h9v6.3h-9zM5.3 7V5a2.7 2.7 0 0 1 5.4 0v2" />,
  unlock: <path d="M3.5 7.2h9v6.3h-9zM5.3 7V5a2.7 2.7 0 0 1 5.2-1" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3 8.5 3.3 3.3L13 4.8" />,
  skip: <path d="m3.5 4 4 4-4 4M8.5 4l4 4-4 4" />,
  previous: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  next: <path d="M6 3.5 10.5 8 6 12.5" />,
  curve: <path d="M2.5 2.5v11h11M4.5 11c1.5-4.5 4-6.3 8.5-6.5" />,
  turning: <path d="M13.5 8a5.5 5.5 0 1 1-2-4.200" />,
  warning: (
    <>
      <path d="M8 2.3 14.3 13.5H1.7zM8 6.5v3.3" />
      <circle cx="8" cy="11.6" r=".8" fill="currentColor" stroke="none" />
    </>
  ),
} as const satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="nbl-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {ICONS[name]}
    </svg>
  );
}
