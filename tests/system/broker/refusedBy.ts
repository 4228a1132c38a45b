import { expect } from "vitest";
import type { TestService } from "../setup/service.ts";

/** Expects the broker to count a refusal for this reason because of the attempt. */
export async function refusedBy(town: TestService, reason: string, attempt: () => Promise<unknown>): Promise<void> {
  const before = await refusals(town, reason);
  await attempt();
  await expect.poll(() => refusals(town, reason)).toBeGreaterThan(before);
}

async function refusals(town: TestService, reason: string): Promise<number> {
  const response = await fetch(`${town.service.httpUrl}/metrics`, { headers: { authorization: `Bearer ${await town.token("admin")}` } });
  return Number(new RegExp(`linkline_refusals_total\\{reason="${reason}"\\} (\\d+)`).exec(await response.text())?.[1] ?? 0);
}
