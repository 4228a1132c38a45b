import { defineConfig } from "vitest/config";

/** Four kinds of test; CONTRIBUTING.md says when each is due. */
const project = (name: string, more: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: 30_000, hookTimeout: 60_000, ...more },
});

export default defineConfig({
  test: {
    globalSetup: "tests/globalSetup.ts",
    // Two cores carry PostgreSQL and Chromium as well.
    maxWorkers: 2,
    projects: [
      project("unit"),
      project("system"),
      project("browser", {
        testTimeout: 60_000,
        globalSetup: "tests/browser/setup/unpackChromium.ts",
        expect: { poll: { timeout: 10_000 } },
      }),
      project("resilience", { testTimeout: 120_000 }),
    ],
  },
});
