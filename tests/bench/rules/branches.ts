import { parseArgs } from "node:util";
import { loadRecording, type RecordingFormat, recordingFormats } from "#device-sim/formats/recordingFile.ts";
import { layOver, type Overlays } from "#device-sim/overlays.ts";
import { streamOf } from "#device-sim/replay/homeStream.ts";
import { type NumberedReading, numbered, publishedAt, sendsNumber, type TimedReading } from "#device-sim/service/timedReading.ts";
import { homePlan } from "#device-sim/simulation/homePlan.ts";
import { ordinaryLife } from "#device-sim/simulation/ordinaryLife.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { catalogue } from "#rules/catalogue.ts";
import { Playback } from "#rules/compare/playback.ts";
import { createEngine, type Engine, type StepResult } from "#rules/engine/engine.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { hasUnknownAge } from "#rules/readingAge.ts";

/**
 * How often each branch of lateness is taken, on simulated homes with faults and on recordings:
 *
 * `npm run -s bench:lateness -- --homes 200 --days 14 [--casas path] [--kasteren path]`
 *
 * Each home lives twice: with lost messages only, and with wrong clocks, a line that is down in some nights, and readings that overtake one
 * another beside them. The difference in rings is what lateness costs.
 */
const { values: given } = parseArgs({
  options: { homes: { type: "string" }, days: { type: "string" }, casas: { type: "string" }, kasteren: { type: "string" } },
});
const from = Date.parse("2026-01-05T12:00:00Z");
const timezone = "Europe/London";

const names = [
  "readings",
  "more than a minute late",
  "time not known",
  "out of order",
  "replays from recent steps",
  "replays from the journal",
  "readings in those replays",
  "raises held for a burst",
  "held raises that never rang",
  "notes that take a ring back",
  "rings for people",
] as const;
type Counts = Record<(typeof names)[number], number>;
const nothing = (): Counts => Object.fromEntries(names.map((name) => [name, 0])) as Counts;

/** An engine that counts what it is asked to do. */
function counting(counts: Counts): Engine {
  const engine = createEngine(catalogue);
  const settling = new Set<string>();
  const note = <Result extends StepResult>(result: Result): Result => {
    const { held, now } = result.state;
    for (const [key, { until, heldSince }] of Object.entries(held)) {
      if (until === null || until - heldSince > 60_000 || settling.has(key)) continue;
      settling.add(key);
      counts["raises held for a burst"] += 1;
    }
    for (const key of settling) {
      if (key in held) continue;
      settling.delete(key);
      if (!(key in result.state.ringing)) counts["held raises that never rang"] += 1;
    }
    for (const { decision } of result.decided)
      if (decision.do === "addNote" && decision.text.startsWith("A late reading shows") && now > 0)
        counts["notes that take a ring back"] += 1;
    return result;
  };
  return {
    rules: engine.rules,
    start: (home, at) => engine.start(home, at),
    applyHomeChange: (home, state, at, resumed) => engine.applyHomeChange(home, state, at, resumed),
    onServerStep: (home, state, step) => engine.onServerStep(home, state, step),
    rebuildsFrom: (home, state) => engine.rebuildsFrom(home, state),
    rebuild: (home, state, window) => engine.rebuild(home, state, window),
    onTime: (home, state, now) => note(engine.onTime(home, state, now)),
    onReading(home, state, reading) {
      counts.readings += 1;
      if (reading.arrivedAt - reading.time > 60_000) counts["more than a minute late"] += 1;
      if (hasUnknownAge(reading)) counts["time not known"] += 1;
      const result = note(engine.onReading(home, state, reading));
      if (result.needsReplay) counts["out of order"] += 1;
      return result;
    },
    onLateReadings(home, state, late, window) {
      counts[window === null ? "replays from recent steps" : "replays from the journal"] += 1;
      counts["readings in those replays"] += late.length;
      return note(engine.onLateReadings(home, state, late, window));
    },
  };
}

/** Plays the readings as a live home would receive them, with a look at its timers before each. */
function play(home: HomeFacts, idOf: ReadonlyMap<string, string>, sent: readonly NumberedReading[], counts: Counts): void {
  const playback = new Playback(counting(counts), home, from);
  const clocks = new DeviceClocks();
  for (const one of sent) {
    const id = idOf.get(one.device);
    if (id === undefined) continue;
    const { value, seq, historical = false, battery = null, signal = null } = one;
    const at = one.written !== undefined && "at" in one.written ? null : one.at;
    const arrivedAt = publishedAt(one);
    const fields = { homeId: home.id, deviceId: asDeviceId(id), value, at, arrivedAt, historical, seq: sendsNumber(one) ? seq : null };
    const reported = { ...fields, boot: "1", battery, signal, tamper: null, mains: null, unreadable: [], key: `${id}/${seq}` };
    const reading: Reading = { ...reported, receivedAt: arrivedAt, time: clocks.eventTimeOf(reported, home.mode) };
    playback.until(arrivedAt - 1);
    playback.take(reading);
  }
  counts["rings for people"] += playback.alarms.filter(({ technical, priority }) => !technical && priority !== "info").length;
}

const asLived: Overlays = { faults: ["lost-messages"] };
/** One home in four has a line that is down in the night, one in four has readings that overtake one another. */
const withLateness = (nth: number): Overlays => ({
  faults: ["lost-messages", "clock-faults", "bad-metadata"],
  ...(nth % 4 === 0 ? { backlog: { name: "down", from: "02:00", to: "05:30", days: [nth % 3 === 0 ? weekdays[2] : weekdays[5]] } } : {}),
  ...(nth % 4 === 1 ? { reorderMs: 20_000 } : {}),
});

const facts = (id: string, devices: ReadonlyMap<DeviceFacts["id"], DeviceFacts>): HomeFacts => ({
  id: asHomeId(id),
  name: "Home",
  timezone,
  mode: "live",
  devices,
  plan: planFrom("dementia"),
  absences: [],
  listeningGaps: [],
});

/** A home with these devices, and which of its ids belongs to which name. */
function homeWith(id: string, all: readonly (Omit<DeviceFacts, "id" | "registeredAt"> & { key: string })[]) {
  const idOf = new Map(all.map(({ key }, place) => [key, `${place + 1}`]));
  const devices = all.map(({ key, ...device }) => ({ ...device, id: asDeviceId(idOf.get(key) ?? ""), registeredAt: from }));
  return { home: facts(id, new Map(devices.map((one) => [one.id, one]))), idOf };
}

function playBoth(
  nth: number,
  { home, idOf }: ReturnType<typeof homeWith>,
  life: readonly TimedReading[],
  [plain, late]: readonly [Counts, Counts],
): void {
  play(home, idOf, layOver(life, asLived, { seed: nth, timezone }), plain);
  play(home, idOf, layOver(life, withLateness(nth), { seed: nth, timezone }), late);
}

function print(title: string, [plain, late]: readonly [Counts, Counts]): void {
  console.log(`\n${title}`.padEnd(40), "on time".padStart(12), "late".padStart(12));
  for (const name of names) console.log(name.padEnd(39), `${plain[name]}`.padStart(12), `${late[name]}`.padStart(12));
}

const homes = Number(given.homes ?? 200);
const days = Number(given.days ?? 14);
const simulated = [nothing(), nothing()] as const;
for (let nth = 1; nth <= homes; nth += 1) {
  const plan = homePlan(nth, nth, timezone);
  const home = homeWith(
    `${nth}`,
    plan.devices.map(({ name, kind, room, outside, expectedIntervalSeconds }) => ({
      key: name,
      name,
      kind,
      room,
      outside,
      expectedIntervalSeconds,
    })),
  );
  playBoth(nth, home, [...ordinaryLife(nth, plan, from, days)], simulated);
}
print(`${homes} homes, ${days} days`, simulated);
for (const format of recordingFormats.filter((one): one is RecordingFormat & keyof typeof given => one in given)) {
  const { events } = await loadRecording(given[format] as string, format);
  const stream = streamOf(events, timezone);
  const moved = from - (stream.readings[0]?.at ?? 0);
  const home = homeWith(
    "1",
    stream.devices.map(({ name, kind, room, outside }) => ({
      key: `${kind}/${name}/${room}`,
      name,
      kind,
      room,
      outside: outside ?? false,
      expectedIntervalSeconds: null,
    })),
  );
  const counts = [nothing(), nothing()] as const;
  const life = numbered(stream.readings.map((one) => ({ ...one, at: one.at + moved })));
  for (const nth of [4, 5]) playBoth(nth, home, life, counts);
  print(`${format}, with a line that is down, and with disorder`, counts);
}
