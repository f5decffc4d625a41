import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  build: {
    // anywidget reads exactly these two files, so nothing may be split off into a third.
    lib: {
      entry: at("src/index.ts"),
      formats: ["es"],
      fileName: () => "index.js",
      cssFileName: "index",
    },
    rollupOptions: { output: { codeSplitting: false } },
    outDir: at("../src/nblabel/static"),
    emptyOutDir: true,
    // What JupyterLab 4 itself asks of a browser.
    target: "es2022",
    minify: true,
    cssMinify: true,
    reportCompressedSize: true,
  },
  server: {
    // keys.json and the contract fixtures lie beside js/, and are read by both languages.
    fs: { allow: [at("..")] },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "node",
    // A file that needs a document says so in its first line: // @vitest-environment happy-dom
    restoreMocks: true,
    passWithNoTests: true,
  },
});
