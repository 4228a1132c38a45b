import { DeviceClient } from "../service/deviceClient.ts";
import { type ServiceApi, ServiceFault } from "../service/serviceApi.ts";
import type { NumberedReading } from "../service/timedReading.ts";
import { fortnightOf, type MorningRound } from "./fortnight.ts";
import type { DemoHome } from "./provisionDemo.ts";

/** Readings of all homes within this time are sent together. Within a home and device they keep their order. */
const togetherMs = 5_000;

/** The same in every demo, so that a fortnight that was interrupted is sent again and the service recognises the resends. */
const boot = "demo-fortnight";

type Step = ({ send: NumberedReading } | { round: MorningRound }) & { at: number; home: DemoHome };

export interface RecordFortnightOptions {
  /** Signs as the operator who closed the alarms. */
  api: Pick<ServiceApi, "openAlarms" | "claimAlarm" | "closeAlarm">;
  mqttUrl: string;
  homes: readonly DemoHome[];
  /** Epoch ms. */
  from: number;
  until: number;
  /** Moves the service's clock. */
  moveClockTo: (moment: number) => void;
  signal: AbortSignal;
}

/**
 * Sends fourteen days of life through the broker, with the service's clock moved to each moment, so that the service receives, judges
 * and records every reading as it would have then. Resolves when all is acknowledged and the alarms of each night are closed.
 *
 * Why the clock is moved: a live home goes by arrival time. Readings that only carry old times would all arrive today, as a backlog,
 * and a back-test of the last fourteen nights would find no alarm in them.
 */
export async function recordFortnight(o: RecordFortnightOptions): Promise<void> {
  const clients = new Map(o.homes.map((home) => [home, clientsOf(o.mqttUrl, home)]));
  try {
    const steps = o.homes.flatMap((home) => stepsOf(home, o)).toSorted((a, b) => a.at - b.at);
    for (const group of grouped(steps)) {
      o.signal.throwIfAborted();
      o.moveClockTo(group.at(-1)?.at ?? o.until);
      await Promise.all(group.map((step) => ("send" in step ? publish(clients.get(step.home), step.send) : null)));
      for (const step of group) if ("round" in step) await closeOpenAlarms(o.api, step.home, step.round);
    }
  } finally {
    const force = o.signal.aborted;
    await Promise.all([...clients.values()].flatMap((each) => [...each.values()]).map((client) => client.close({ force })));
  }
}

const clientsOf = (url: string, { devices }: DemoHome): ReadonlyMap<string, DeviceClient> =>
  new Map([...devices].map(([name, device]) => [name, new DeviceClient({ url, device })]));

function stepsOf(home: DemoHome, { from, until }: RecordFortnightOptions): Step[] {
  const { readings, rounds } = fortnightOf(home.plan, from, until);
  return [...readings.map((send) => ({ at: send.at, home, send })), ...rounds.map((round) => ({ at: round.at, home, round }))];
}

function* grouped(steps: readonly Step[]): Generator<Step[]> {
  let group: Step[] = [];
  for (const step of steps) {
    if (group.length > 0 && step.at - (group[0] as Step).at > togetherMs) {
      yield group;
      group = [];
    }
    group.push(step);
  }
  if (group.length > 0) yield group;
}

async function publish(clients: ReadonlyMap<string, DeviceClient> | undefined, reading: NumberedReading): Promise<void> {
  const { value, at, seq, battery, signal } = reading;
  await clients?.get(reading.device)?.publish({ value, at, seq, boot, battery, signal });
}

async function closeOpenAlarms(api: RecordFortnightOptions["api"], { home }: DemoHome, { outcome, text }: MorningRound): Promise<void> {
  for (const { id } of await Array.fromAsync(api.openAlarms(home.id))) {
    try {
      await api.claimAlarm(id);
      await api.closeAlarm(id, { outcome, text });
    } catch (error) {
      // An operator who has signed in already holds the alarm or has closed it: it stays as the operator leaves it.
      if (!(error instanceof ServiceFault && error.status === 409)) throw error;
    }
  }
}
