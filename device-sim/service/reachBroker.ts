import { ConnectionFault } from "./connectionFault.ts";
import { DeviceClient } from "./deviceClient.ts";

/** No device has these credentials. A broker that refuses them is there; its log shows the username. */
const noDevice = { deviceId: "none", username: "linkline-is-a-broker-there", secret: "", topic: "" };

/** Checks that a broker answers at the address, before homes are created for it. Throws ConnectionFault (`unreached`). */
export async function reachBroker(url: string): Promise<void> {
  const client = new DeviceClient({ url, device: noDevice, reachAtOnce: true });
  try {
    await client.reached();
  } catch (error) {
    if (!(error instanceof ConnectionFault && error.code === "refused")) throw error;
  } finally {
    await client.close({ force: true });
  }
}
