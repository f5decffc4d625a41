/** Every kind in this folder, found by name: adding a file adds a kind. */
import type { Annotation } from "../state/types";
import type { ImageKind, Kind, TextKind } from "./api";

const found = import.meta.glob<Kind>(["./*.ts", "!./api.ts", "!./index.ts"], {
  eager: true,
  import: "KIND",
});

const kinds = new Map(Object.values(found).map((kind) => [kind.name, kind]));

export function kindNamed(name: string): Kind | undefined {
  return kinds.get(name);
}

/** The kind, if it is one that is drawn on images. */
export function imageKindNamed(name: string): ImageKind | undefined {
  const kind = kinds.get(name);
  return kind?.medium === "image" ? kind : undefined;
}

/** The kind, if it is one that is marked in texts. */
export function textKindNamed(name: string): TextKind | undefined {
  const kind = kinds.get(name);
  return kind?.medium === "text" ? kind : undefined;
}

/** What an annotation quotes; null where there is nothing to read. */
export function quoteOf({ kind, geometry }: Annotation): string | null {
  return textKindNamed(kind)?.quote(geometry) ?? null;
}
