import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const service = `http://127.0.0.1:${process.env.LINKLINE_HTTP_PORT ?? 8080}`;

const here = (path: string): string => join(import.meta.dirname, path);

export default defineConfig({
  plugins: [react()],
  // The worker's caches belong to one build (shared/worker/pageCache.ts).
  define: { carerBuild: JSON.stringify(Date.now().toString(36)) },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // The page is served under `default-src 'self'`: an inlined data: address would be refused.
    assetsInlineLimit: 0,
    rollupOptions: {
      // The worker has one name for ever: a browser asks for it again under that name. The page for contacts is written by the service (alarm-console/contactPage); it names its script and style by fixed names.
      input: {
        main: here("index.html"),
        carer: here("carer/index.html"),
        installer: here("installer/index.html"),
        contactPage: here("carer/contactPage.ts"),
        worker: here("carer/worker/worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (["contactPage", "worker"].includes(name) ? "carer/[name].js" : "assets/[name]-[hash].js"),
        assetFileNames: ({ names }) => (names.includes("contactPage.css") ? "carer/[name][extname]" : "assets/[name]-[hash][extname]"),
      },
    },
  },
  // `npx vite alarm-console/web` beside a running service.
  server: { proxy: { "/api": service, "/socket.io": { target: service, ws: true } } },
});
