import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * One bundle a build, each an anywidget, named by the mode: a labeler of each medium (`--mode image`,
 * `--mode text`), and what few open (`--mode gallery`).
 */
export default defineConfig(({ mode }) => ({
  build: {
    outDir: at("../src/nblabel/static"),
    // The other bundles lie there too; the first build of `npm run build` empties it.
    emptyOutDir: false,
    // The oldest browsers JupyterLab 4 itself still runs in.
    target: "es2022",
    // anywidget reads exactly two files, one .js and one .css: nothing may be split off, and an
    // asset that is no text goes into them. (Vite's library mode would leave white space in.)
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    rolldownOptions: {
      input: at(`src/${mode}.ts`),
      preserveEntrySignatures: "strict",
      output: {
        format: "es",
        codeSplitting: false,
        entryFileNames: `${mode}.js`,
        assetFileNames: `${mode}[extname]`,
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
