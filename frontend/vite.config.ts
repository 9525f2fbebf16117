import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The Django server that `npm run dev` talks to. */
const server = process.env.PENSTOCK_URL ?? "http://127.0.0.1:8765";

export default defineConfig({
  base: "/static/app/",
  plugins: [react()],
  build: {
    outDir: "../static/app",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // The content security policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: "src/main.tsx" },
  },
  server: { proxy: { "/api": server, "/ws": { target: server, ws: true } } },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 20_000, // a busy machine takes several times as long to draw a page
  },
});
