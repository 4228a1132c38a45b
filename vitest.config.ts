import { defineConfig } from "vitest/config";

/** Four kinds of test; CONTRIBUTING.md says when each is due. */
const project = (name: string, more: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: 60_000, hookTimeout: 60_000, ...more },
});

export default defineConfig({
  test: {
    globalSetup: "tests/globalSetup.ts",
    // Two cores carry PostgreSQL and Chromium as well.
    maxWorkers: 2,
    // The files of a worker share its modules: loading them for each file would take a quarter of the run.
    isolate: false,
    // What a test waits for comes when it comes: on a busy machine a second is short.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      project("unit"),
      project("system"),
      project("browser", {
        testTimeout: 120_000,
        globalSetup: "tests/browser/setup/unpackChromium.ts",
      }),
      // After the others: it kills and freezes real processes, and counts the seconds in which they do not answer.
      project("resilience", { testTimeout: 120_000, sequence: { groupOrder: 1 } }),
    ],
  },
});
