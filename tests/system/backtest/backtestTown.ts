import type { MqttClient } from "mqtt";
import pg from "pg";
import { afterAll } from "vitest";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { HeardConsole } from "../setup/heardConsole.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";

const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** Noon three days ago, so that staff close the alarms after the alarms rang. */
export const firstNoon = Math.floor(Date.now() / day) * day - 3 * day + 12 * hour;
export const nightDate = (night: number): string => new Date(firstNoon + night * day).toISOString().slice(0, 10);

/** A plan whose bed exit rings after so many minutes. */
export const waiting = (exitMinutes: number, more: object = {}) => ({
  name: "Waits for her return",
  rules: { bedExit: { exitMinutes } },
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
  ...more,
});
export const path = (of: { id: string }, rest = "/backtest") => `/api/v1/homes/${of.id}/plan${rest}`;
/** The alarms of a difference, one line each. */
export const brief = ({ alarms }: PlanDifference) =>
  alarms.map(({ change, rule, night, outcome }) => `${night} ${rule} ${change}, ${outcome}`);

interface Sensor {
  device: Provisioned;
  unit: MqttClient;
}

let seq = 0;
export async function says({ device, unit }: Sensor, value: object): Promise<void> {
  seq += 1;
  await unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...value, seq, boot: "b" }), { qos: 1 });
}

export async function closeAlarm(town: TestService, screen: HeardConsole, id: string, outcome: string): Promise<void> {
  const claimed = (await town.call("operator", "POST", `/api/v1/alarms/${id}/claim`)).status;
  const closed = await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome });
  if (claimed !== 200 || closed.status !== 200) throw new Error(`not closed: ${claimed} ${closed.status} ${JSON.stringify(closed.body)}`);
  await screen.until((one) => one.id === id && one.state === "closed");
}

/** A service whose clock starts at `firstNoon`, and a home with a bed sensor, a pendant and a bed exit of 20 minutes. */
export async function backtestTown(contacts: NonNullable<Parameters<TestService["home"]>[0]>["contacts"] = []) {
  const clock = new ManualClock(new Date(firstNoon).toISOString());
  const town = await startTestService({ clock });
  const database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  afterAll(async () => {
    await database.end();
    await town.stop();
  });
  const home = await town.home({ timezone: "Etc/UTC", contacts });
  const sensor = async (facts: object): Promise<Sensor> => {
    const device = await town.device(home.id, { ...facts, expectedIntervalSeconds: 604_800 });
    return { device, unit: await town.unit(device) };
  };
  const bed = await sensor({ kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const pendant = await sensor({ kind: "button", name: "Pendant" });
  const screen = await town.console("operator");
  const chosen = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(20), why: "She falls at night" });
  if (chosen.status !== 201) throw new Error(`the plan is not live: ${JSON.stringify(chosen.body)}`);
  return { clock, town, database, home, bed, pendant, screen };
}

/** A night in which she is in bed from 22:30, out of it at 02:00 for so many minutes, and the alarm is closed with this outcome. */
export async function outOfBed(
  { clock, bed, town, screen }: Pick<Awaited<ReturnType<typeof backtestTown>>, "clock" | "bed" | "town" | "screen">,
  night: number,
  minutes: number,
  outcome: string,
): Promise<void> {
  const until = (at: number) => clock.advance(at - clock.now());
  until(firstNoon + night * day + 10.5 * hour);
  await says(bed, { kind: "bed", occupied: true });
  const out = firstNoon + night * day + 14 * hour;
  until(out);
  await says(bed, { kind: "bed", occupied: false });
  until(out + minutes * minute);
  const alarm = await screen.until((one) => one.rule === "bedExit" && one.state === "open");
  await says(bed, { kind: "bed", occupied: true });
  await closeAlarm(town, screen, alarm.id, outcome);
}

/**
 * The same, after two nights. In the first she is out of bed at 02:00 for 25 minutes, and the alarm is genuine. At noon she presses the
 * pendant by accident. In the second she is out of bed for 50 minutes, and the alarm is closed with reassurance.
 */
export async function recordedBacktestTown() {
  const town = await backtestTown();
  const { clock, pendant, screen } = town;
  const until = (at: number) => clock.advance(at - clock.now());
  const close = (id: string, outcome: string) => closeAlarm(town.town, screen, id, outcome);

  await outOfBed(town, 0, 25, "genuine");
  until(firstNoon + day);
  await says(pendant, { kind: "button", pressed: true });
  await close((await screen.until((one) => one.rule === "sosPress")).id, "accidental");
  await outOfBed(town, 1, 50, "reassurance");
  until(firstNoon + 2 * day);
  const backtest = (plan: object, more: object = {}) => town.town.call("supervisor", "POST", path(town.home), { plan, ...more });
  return { ...town, backtest };
}
