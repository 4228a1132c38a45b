import { createUnitClient, UnitFault } from "./unitClient.ts";

/** Nobody's: a broker that refuses it is there. Its log names it. */
const nobody = { deviceId: "nobody", username: "linkline-is-a-broker-there", secret: "", topic: "" };

/** Finds out whether a broker answers at the address, before homes are made for what is to be sent there. Throws UnitFault (`unreached`). */
export async function reachBroker(url: string): Promise<void> {
  const unit = createUnitClient({ url, unit: nobody, reachAtOnce: true });
  try {
    await unit.reached();
  } catch (error) {
    if (!(error instanceof UnitFault && error.code === "refused")) throw error;
  } finally {
    await unit.close({ force: true });
  }
}
