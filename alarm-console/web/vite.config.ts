import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const service = `http://127.0.0.1:${process.env.LINKLINE_HTTP_PORT ?? 8080}`;

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // The page is served under `default-src 'self'`: an inlined data: address would be refused.
    assetsInlineLimit: 0,
  },
  // `npx vite alarm-console/web` beside a running service.
  server: { proxy: { "/api": service, "/socket.io": { target: service, ws: true } } },
});
