import { z } from "zod";
import type { HomeState } from "./engine.ts";

const slot = z.object({ version: z.number().int(), state: z.unknown(), wakeAt: z.number().nullable() });
const homeState = z.object({ now: z.number(), rules: z.record(z.string(), slot) });

export const saveState = (state: HomeState): string => JSON.stringify(state);

/** Null when it cannot be read, so that the shell rebuilds it from readings. Give what it returns to `refit` first. */
export function loadState(json: string): HomeState | null {
  try {
    return homeState.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
