/** Spans: a run of code points, end exclusive, and the text they quote. */
import type { TextKind } from "./api";

export type SpanShape = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

export const KIND: TextKind<SpanShape> = {
  name: "span",
  medium: "text",
  range: ({ start, end }) => ({ start, end }),
  made: (start, end, text) => ({ start, end, text }),
  quote: ({ text }) => text,
};
