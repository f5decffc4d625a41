import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Two bundles, one an anywidget each: the labeler, and what few open (`--mode gallery`). */
const bundles: Readonly<Record<string, string>> = { gallery: "gallery" };

export default defineConfig(({ mode }) => ({
  build: {
    outDir: at("../src/nblabel/static"),
    emptyOutDir: bundles[mode] === undefined,
    // The oldest browsers JupyterLab 4 itself still runs in.
    target: "es2022",
    // anywidget reads exactly two files, index.js and index.css: nothing may be split off, and an
    // asset that is no text goes into them. (Vite's library mode would leave white space in.)
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    rolldownOptions: {
      input: at(`src/${bundles[mode] ?? "index"}.ts`),
      preserveEntrySignatures: "strict",
      output: {
        format: "es",
        codeSplitting: false,
        entryFileNames: `${bundles[mode] ?? "index"}.js`,
        assetFileNames: `${bundles[mode] ?? "index"}[extname]`,
      },
    },
  },
  server: {
    // keys.json and the contract fixtures lie beside js/ and are read by both languages.
    fs: { allow: [at("..")] },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    // A file that needs a document says so in its first line: // @vitest-environment happy-dom
    environment: "node",
    setupFiles: [at("tests/setup.ts")],
    restoreMocks: true,
    passWithNoTests: true,
  },
}));
