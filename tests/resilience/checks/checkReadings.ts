import type { Sent } from "../traffic/device.ts";
import { differs } from "./difference.ts";
import type { Stored, StoredReading } from "./stored.ts";

const nameOf = ({ deviceId, boot, seq }: Pick<StoredReading, "deviceId" | "boot" | "seq">): string =>
  `device ${deviceId}, boot ${boot}, seq ${seq}`;

/**
 * Each acknowledged reading is stored, each stored reading was sent, and none is stored twice. The journal has each device's readings in
 * the order in which the device sent them, and one key for each. Throws Difference at the first reading for which this is false; `around`
 * says what happened at a time.
 */
export function checkReadings(stored: Stored, sent: readonly (readonly Sent[])[], around: (at: number) => string): void {
  const timesStored = new Map<string, number>();
  for (const reading of stored.readings) {
    const name = nameOf(reading);
    timesStored.set(name, (timesStored.get(name) ?? 0) + 1);
  }
  for (const one of sent.flat()) {
    if (one.acknowledgedAt === null || timesStored.has(nameOf(one))) continue;
    differs(`acknowledged but not stored: ${nameOf(one)} (${one.value.kind}), acknowledged ${around(one.acknowledgedAt)}`);
  }
  for (const [name, count] of timesStored) if (count > 1) differs(`stored ${count} times: ${name}`);

  const sentNames = new Set(sent.flat().map(nameOf));
  for (const reading of stored.readings) if (!sentNames.has(nameOf(reading))) differs(`stored but never sent: ${nameOf(reading)}`);

  const storedByDevice = Map.groupBy(stored.readings, (reading) => reading.deviceId);
  for (const [deviceId, of] of storedByDevice) {
    const keys = stored.keys.get(deviceId) ?? 0;
    if (keys !== of.length) differs(`device ${deviceId} has ${of.length} readings and ${keys} keys`);
  }
  for (const of of sent) {
    const inJournal = (storedByDevice.get(of[0]?.deviceId ?? "") ?? []).map(nameOf);
    const asSent = of.map(nameOf).filter((name) => timesStored.has(name));
    const place = asSent.findIndex((name, at) => inJournal[at] !== name);
    if (place >= 0)
      differs(`out of order: ${asSent[place]} is message ${place + 1} of its device, but the journal has ${inJournal[place]} there`);
  }
  if (stored.quarantined > 0) differs(`${stored.quarantined} good readings are in quarantine`);
}
