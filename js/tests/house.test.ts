/** Imports go one way: what may know what is said here and held. */
import { expect, test } from "vitest";

const SOURCES = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Folder → the folders it may import from, beside itself. `type`: types only; a path: this file only. */
const MAY_KNOW: Readonly<Record<string, readonly string[]>> = {
  geometry: [],
  wire: ["type state", "state/random_id"],
  state: ["geometry", "wire"],
  canvas: ["geometry"],
  kinds: ["geometry", "state", "canvas"],
  views: ["geometry", "state", "canvas", "kinds"],
};

/** Packages that only some folders may use. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  "@anywidget/types": ["wire", "widget.ts"],
  preact: ["views"],
  marked: ["views"],
  rbush: ["geometry"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly of: string;
  readonly path: string;
  readonly typeOnly: boolean;
}

function imports(): Import[] {
  return Object.entries(SOURCES).flatMap(([path, text]) => {
    const file = path.replace("../src/", "");
    const here = file.split("/");
    const found = text.matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)"/gm);
    return [...found].map(([, type, of = ""]) => {
      const parts = [...here.slice(0, -1)];
      for (const step of of.split("/")) {
        if (step === "..") parts.pop();
        else if (step !== ".") parts.push(step);
      }
      const target = of.startsWith(".") ? (parts.length > 1 ? (parts[0] ?? "") : "") : of;
      return {
        file,
        from: here[0] ?? "",
        of: target,
        path: parts.join("/"),
        typeOnly: type !== undefined,
      };
    });
  });
}

const said = ({ file, of }: Import) => `${file} imports ${of}`;

test("every folder has its rule", () => {
  const folders = new Set(
    Object.keys(SOURCES)
      .map((path) => path.replace("../src/", ""))
      .filter((path) => path.includes("/"))
      .map((path) => path.split("/")[0]),
  );
  expect([...folders].sort()).toEqual(Object.keys(MAY_KNOW).sort());
});

test("a folder imports only from those it may know", () => {
  const broken = imports().filter(({ from, of, path, typeOnly }) => {
    const known = MAY_KNOW[from];
    if (known === undefined || !(of in MAY_KNOW) || of === from) return false;
    return (
      ![of, path].some((each) => known.includes(each)) &&
      !(typeOnly && known.includes(`type ${of}`))
    );
  });
  expect(broken.map(said)).toEqual([]);
});

test("a package is used only where it belongs", () => {
  const broken = imports().filter(({ from, of }) => {
    const allowed = ONLY_IN[of.startsWith("preact/") ? "preact" : of];
    return allowed !== undefined && !allowed.includes(from);
  });
  expect(broken.map(said)).toEqual([]);
});
