import type { TestProject } from "vitest/node";
import { type Chromium, unpackChromium } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    chromium: Chromium;
  }
}

/** Unpacks the browser once for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { remove, ...chromium } = await unpackChromium();
  project.provide("chromium", chromium);
  return remove;
}
