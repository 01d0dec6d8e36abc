// Builds the page into dist/, from where the API serves it. `vite dev` passes what is asked of /api/ on to the API that
// `npm run example -- --port 8080` has started.

import { defineConfig } from "vite";

const API = process.env["DECNET_API"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: import.meta.dirname,
  server: { proxy: { "/api": API } },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    // React and React Flow are most of it.
    chunkSizeWarningLimit: 700,
    // React Flow says "use client", which means something to servers alone.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
