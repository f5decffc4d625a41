/** Which of very many equal rows are in sight, so that only those exist in the DOM. */
import type { ReadonlySignal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { clamp } from "../geometry/rect";

const SPARE = 4;

/** Indices of the rows to render, `also` among them, in order. */
export function inSight(
  total: number,
  size: number,
  offset: number,
  length: number,
  also: number | null,
): number[] {
  const first = Math.max(0, Math.floor(offset / size) - SPARE);
  const last = Math.min(total, Math.ceil((offset + length) / size) + SPARE);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  if (also === null || also < 0 || also >= total) return rows;
  if (also < first) return [also, ...rows];
  return also >= last ? [...rows, also] : rows;
}

/** How far to scroll so that row `at` of `total` is wholly seen; the same offset if it is. */
export function scrollTo(
  at: number,
  total: number,
  size: number,
  offset: number,
  length: number,
): number {
  const start = at * size;
  if (start >= offset && start + size <= offset + length) return offset;
  return clamp(start - (length - size) / 2, 0, total * size - length);
}

export interface Scrolled<E extends HTMLElement> {
  readonly ref: RefObject<E | null>;
  readonly offset: ReadonlySignal<number>;
  readonly length: ReadonlySignal<number>;
  readonly onScroll: () => void;
  readonly scroll: (offset: number) => void;
}

/** Follows how far an element is scrolled along one axis, and how much of it is seen. */
export function useScrolled<E extends HTMLElement>(axis: "x" | "y"): Scrolled<E> {
  const ref = useRef<E>(null);
  const offset = useSignal(0);
  const length = useSignal(0);
  const onScroll = () => {
    const at = ref.current;
    if (at) offset.value = axis === "x" ? at.scrollLeft : at.scrollTop;
  };
  // By what is known of it already: to ask the element would lay out the page in the midst of a gesture.
  const scroll = (to: number) => {
    const at = ref.current;
    if (!at || to === offset.peek()) return;
    offset.value = to;
    if (axis === "x") at.scrollLeft = to;
    else at.scrollTop = to;
  };
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      length.value = axis === "x" ? element.clientWidth : element.clientHeight;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, offset, length, onScroll, scroll };
}
