import { DeviceClient } from "../service/deviceClient.ts";
import type { NumberedReading } from "../service/timedReading.ts";
import { type ExpectedCall, type Fortnight, fortnightOf } from "./fortnight.ts";
import { type CentreApi, PastCentre, type PastCentreOptions } from "./pastCentre.ts";
import type { PastAnswer } from "./pastEvents.ts";
import type { DemoHome } from "./provisionDemo.ts";

/** Readings of all homes within this time are sent together. Within a home and device they keep their order. */
const togetherMs = 5_000;

/** The same in every demo, so that a fortnight that was interrupted is sent again and the service recognises the resends. */
const boot = "demo-fortnight";

interface LivedHome extends Fortnight {
  home: DemoHome;
  clients: ReadonlyMap<string, DeviceClient>;
}

interface Step {
  at: number;
  lived: LivedHome;
  reading: NumberedReading;
}

export interface RecordFortnightOptions extends Pick<PastCentreOptions, "acceptAsFamily"> {
  /** Signs as the operator who answered. */
  api: CentreApi;
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
 * and records every reading as it would have then. Between the readings the centre and the families answer what rings, each at its own moment.
 * Resolves when all is acknowledged and no case is open.
 *
 * Why the clock is moved: a live home goes by arrival time. Readings that only carry old times would all arrive today, as a backlog,
 * and a back-test of the last fourteen nights would find no alarm in them.
 */
export async function recordFortnight(o: RecordFortnightOptions): Promise<void> {
  const lives = o.homes.map(
    (home): LivedHome => ({ ...fortnightOf(home.plan, o.from, o.until), home, clients: clientsOf(o.mqttUrl, home) }),
  );
  const centre = new PastCentre({ ...o, answerTo: (homeId, openedAt) => answerTo(lives, homeId, openedAt) });
  /** Lets the people act whose moments come before `moment`. A moment after the end of the fortnight is brought forward to that end. */
  const answerUntil = async (moment: number) => {
    for (let next = centre.nextAt(); next !== null && Math.min(next, o.until) <= moment; next = centre.nextAt()) {
      o.signal.throwIfAborted();
      o.moveClockTo(Math.min(next, o.until));
      await centre.act(next);
    }
  };
  try {
    const steps = lives.flatMap((lived) => lived.readings.map((reading) => ({ at: reading.at, lived, reading })));
    await centre.look(o.from);
    for (const group of grouped(steps.toSorted((a, b) => a.at - b.at))) {
      const first = group[0] as Step;
      const last = group.at(-1) as Step;
      await answerUntil(first.at);
      o.signal.throwIfAborted();
      o.moveClockTo(last.at);
      await Promise.all(group.map(publish));
      if (group.some(({ at, lived }) => callAt(lived, at) !== undefined)) await centre.look(last.at);
    }
    await answerUntil(o.until);
  } finally {
    const force = o.signal.aborted;
    await Promise.all(lives.flatMap(({ clients }) => [...clients.values()]).map((client) => client.close({ force })));
  }
}

const clientsOf = (url: string, { devices }: DemoHome): ReadonlyMap<string, DeviceClient> =>
  new Map([...devices].map(([name, device]) => [name, new DeviceClient({ url, device })]));

const callAt = ({ calls }: LivedHome, at: number): ExpectedCall | undefined => calls.find(({ from, until }) => at >= from && at < until);

/** No alarm is invented without an answer; this one is for an alarm that was not foreseen. */
const otherAnswer: PastAnswer = { outcome: "reassurance", text: "Asked: all well." };

function answerTo(lives: readonly LivedHome[], homeId: string, openedAt: number): PastAnswer {
  const lived = lives.find(({ home }) => home.home.id === homeId);
  return (lived && callAt(lived, openedAt)) ?? otherAnswer;
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

async function publish({ lived, reading }: Step): Promise<void> {
  const { device, value, at, seq, battery, signal } = reading;
  await lived.clients.get(device)?.publish({ value, at, seq, boot, battery, signal });
}
