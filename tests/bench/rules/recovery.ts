import { askProcess } from "../askedProcess.ts";
import type { RecoveryFigures } from "./recoveryProcess.ts";

/**
 * How long the states of all homes take to come back after a kill, beside a plain SELECT of the same rows through the same
 * driver. Homes and devices are in memory already, and the journal has nothing after the snapshot.
 * Until the service serves: most states are opened behind that, each when it is first needed.
 */
export const measureRecovery = (homes: number): Promise<RecoveryFigures> =>
  askProcess(new URL("./recoveryProcess.ts", import.meta.url), homes, ["--max-old-space-size=8192"]);
