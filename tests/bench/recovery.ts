import { fork } from "node:child_process";
import { once } from "node:events";
import type { RecoveryFigures } from "./recoveryProcess.ts";

/**
 * How long the states of all homes take to come back after a kill, beside a plain SELECT of the same rows through the same
 * driver. Homes and devices are in memory already, and nothing stands in the journal after the snapshot.
 */
export async function measureRecovery(homes: number): Promise<RecoveryFigures> {
  const child = fork(new URL("./recoveryProcess.ts", import.meta.url), { execArgv: ["--max-old-space-size=8192"] });
  child.send(homes);
  const [figures] = (await once(child, "message")) as [RecoveryFigures];
  await once(child, "exit");
  return figures;
}
