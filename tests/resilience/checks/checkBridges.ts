import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import { longestBacklogMs } from "#domain/time/deviceClock.ts";
import type { Bridge, BridgeMessage } from "../traffic/bridgeHome.ts";
import { unchecked } from "./checkAlarms.ts";
import { differs } from "./difference.ts";
import type { Stored, StoredBridgeReading } from "./stored.ts";

export interface BridgesFound {
  messages: number;
  readings: number;
  /** Presses, beginnings of smoke and falls. */
  rings: number;
}

/** One stored reading with what its message said. */
interface Told {
  row: StoredBridgeReading;
  value: ReadingValue;
}

const nameOf = ({ deviceId, at }: Pick<BridgeMessage, "deviceId" | "at">): string =>
  `the message ${new Date(at).toISOString()} of device ${deviceId}`;
const keyOf = ({ deviceId, at }: { deviceId: string; at: number | null }): string => `${deviceId}/${at}`;

/**
 * The same comparison for devices behind gateways: of each acknowledged message all readings are stored, each once and in the order of the
 * messages; each press, and each danger that was not there before, is an event and rang once. `around` says what happened at a time.
 */
export function checkBridges(stored: Stored, bridges: readonly Bridge[], around: (at: number) => string): BridgesFound {
  const rows = Map.groupBy(stored.bridgeReadings, keyOf);
  const sent = bridges.flatMap((bridge) => bridge.sent);
  const messages = new Map(sent.map((message) => [keyOf(message), message]));
  const told: Told[] = [];
  for (const [key, ofMessage] of rows) {
    const message = messages.get(key);
    if (message === undefined) differs(`stored but never sent: a reading of device ${key}`);
    told.push(...toldBy(message, ofMessage));
  }
  for (const message of sent)
    if (message.acknowledgedAt !== null && !rows.has(keyOf(message)))
      differs(`acknowledged but not stored: ${nameOf(message)}, acknowledged ${around(message.acknowledgedAt)}`);
  const rings = checkRings(told, stored);
  return { messages: sent.length, readings: stored.bridgeReadings.length, rings };
}

/** A message whose time the service's clock contradicts has no name of its own: sent again, it is stored again. */
const hasOwnName = ({ receivedAt, at }: StoredBridgeReading): boolean => at !== null && receivedAt - at <= longestBacklogMs;

function toldBy(message: BridgeMessage, rows: readonly StoredBridgeReading[]): Told[] {
  const { values } = message;
  const isOnce = rows.every(hasOwnName);
  if (isOnce ? rows.length !== values.length : rows.length % values.length !== 0)
    differs(`${nameOf(message)} has ${values.length} readings, and ${rows.length} are stored`);
  return rows.map((row, place) => {
    const value = values[place % values.length] as ReadingValue;
    if (row.kind !== "heartbeat" && row.kind !== value.kind)
      differs(`${nameOf(message)} said ${value.kind}, and ${row.kind} is stored: ${JSON.stringify(rows)}`);
    return { row, value };
  });
}

function checkRings(told: readonly Told[], stored: Stored): number {
  let rings = 0;
  for (const ofKind of Map.groupBy(told, ({ row, value }) => `${row.deviceId}/${value.kind}`).values()) {
    const inOrder = ofKind.toSorted((a, b) => a.row.position - b.row.position);
    for (const [place, { row, value }] of inOrder.entries()) {
      if (!isLifeSafety(value)) continue;
      const before = inOrder[place - 1];
      const isNew = value.kind === "button" || before === undefined || !isLifeSafety(before.value);
      const isEvent = row.kind !== "heartbeat";
      if (isNew && !isEvent) differs(`a new ${value.kind} is stored as a heartbeat: ${nameOf({ ...row, at: row.at ?? 0 })}`);
      if (!isEvent || !hasOwnName(row)) continue;
      const heard = stored.timeline.filter(
        ({ key, cause, event }) => event !== "note" && !key.includes(unchecked) && cause?.includes(`/${row.deviceId}/c:t:${row.at}:`),
      );
      const causes = heard.map(({ cause }) => cause).join(", ");
      if (heard.length !== 1) differs(`${nameOf({ ...row, at: row.at ?? 0 })} (${value.kind}) rang ${heard.length} times: ${causes}`);
      rings += 1;
    }
  }
  return rings;
}
