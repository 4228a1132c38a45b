import { askProcess } from "../askedProcess.ts";
import type { RecoveryFigures } from "./recoveryProcess.ts";

/**
 * Measures how long the service takes to recover the states of all homes after a kill, compared with a plain SELECT of the same rows
 * through the same driver. Homes and devices are in memory already, and the journal has nothing after the snapshot.
 * The measurement ends when the service is ready. It opens most states later, each when it is first needed.
 */
export const measureRecovery = (homes: number): Promise<RecoveryFigures> =>
  askProcess(new URL("./recoveryProcess.ts", import.meta.url), homes, ["--max-old-space-size=8192"]);
