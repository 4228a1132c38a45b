import type { Sent } from "../traffic/unit.ts";
import { differs } from "./difference.ts";
import type { StoredReading, Truth } from "./truth.ts";

const nameOf = ({ deviceId, boot, seq }: Pick<StoredReading, "deviceId" | "boot" | "seq">): string =>
  `device ${deviceId}, boot ${boot}, seq ${seq}`;

/**
 * Acknowledged ⊆ stored ⊆ sent, nothing twice, each device's readings in the order in which it sent them, and one key
 * for each. Throws Difference at the first reading that shows otherwise; `around` says what happened at a time.
 */
export function judgeReadings(truth: Truth, sent: readonly (readonly Sent[])[], around: (at: number) => string): void {
  const stored = new Map<string, number>();
  for (const reading of truth.readings) {
    const name = nameOf(reading);
    stored.set(name, (stored.get(name) ?? 0) + 1);
  }
  for (const one of sent.flat()) {
    if (one.acknowledgedAt === null || stored.has(nameOf(one))) continue;
    differs(`acknowledged but not stored: ${nameOf(one)} (${one.value.kind}), acknowledged ${around(one.acknowledgedAt)}`);
  }
  for (const [name, count] of stored) if (count > 1) differs(`stored ${count} times: ${name}`);

  const sentNames = new Set(sent.flat().map(nameOf));
  for (const reading of truth.readings) if (!sentNames.has(nameOf(reading))) differs(`stored but never sent: ${nameOf(reading)}`);

  const storedByDevice = Map.groupBy(truth.readings, (reading) => reading.deviceId);
  for (const [deviceId, of] of storedByDevice) {
    const keys = truth.keys.get(deviceId) ?? 0;
    if (keys !== of.length) differs(`device ${deviceId} has ${of.length} readings and ${keys} keys`);
  }
  for (const of of sent) {
    const inJournal = (storedByDevice.get(of[0]?.deviceId ?? "") ?? []).map(nameOf);
    const asSent = of.map(nameOf).filter((name) => stored.has(name));
    const place = asSent.findIndex((name, at) => inJournal[at] !== name);
    if (place >= 0)
      differs(`out of order: ${asSent[place]} is message ${place + 1} of its device, but the journal has ${inJournal[place]} there`);
  }
  if (truth.quarantined > 0) differs(`${truth.quarantined} good readings stand in quarantine`);
}
