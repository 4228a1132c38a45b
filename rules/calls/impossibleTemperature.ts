import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { RuleContext } from "../rule.ts";
import { reportedTimeText } from "../timeText.ts";

/**
 * Temperatures that no room has. A DS18B20 says 85.0 °C after a loss of power and −127 °C with a broken wire, and a thermometer that sends
 * degrees Fahrenheit says 68. Such a value is a fault of the device and not a temperature.
 */
const coldest = -40;
const hottest = 65;

/** A room changes by 10 °C at once at most (a window beside the thermometer), and by 15 °C an hour after that. */
const jumpCelsius = 10;
const jumpCelsiusAnHour = 15;

/** A jump is believed when two more temperatures agree with it, after so long; of a thermometer that had a fault before, after longer. */
const confirmingCount = 2;
const confirmMs = 20 * 60_000;
const confirmFaultyMs = 2 * 3_600_000;
/** The fault is over after so many hours of temperatures that a room can have. */
const faultMs = 12 * 3_600_000;

/** A measured temperature, at its event time (epoch ms). */
interface Measured {
  at: number;
  celsius: number;
}

/** What a thermometer said that is in doubt. Left out of the state where there is nothing. */
export interface Doubts {
  /** The first temperature after a jump that is not confirmed yet, how many agreed with it, and whether the thermometer had a fault before it. */
  jumped?: Measured & { agreed: number; wasFaulty: boolean };
  /** When it last said something impossible, epoch ms. It is on the technical list since then. */
  faultAt?: number;
}

/** What a temperature is worth: `since` is when the room has had it, which is earlier where it confirms a jump. */
export type Verdict = { believed: true; since: number; doubts: Doubts } | { believed: false; fault: string; doubts: Doubts };

const isNear = (a: Measured, b: Measured): boolean =>
  Math.abs(a.celsius - b.celsius) <= jumpCelsius + (jumpCelsiusAnHour * Math.abs(a.at - b.at)) / 3_600_000;

/**
 * Judges a temperature by those before it. A buffered one is no jump: a hub hands over its readings in any order.
 *
 * Example: 10 °C at 09:00, 85 °C at 09:20 (impossible), 10 °C at 09:40, 45 °C at 10:00 (a jump), 10 °C at 10:20. The room has had 10 °C all the
 * time. Another thermometer is moved to the attic: 21 °C at 09:00, 5 °C at 09:10 (a jump), 09:20 and 09:30: 5 °C since 09:10.
 */
export function judgeTemperature(said: Measured, known: (Measured & Doubts) | undefined, isBuffered: boolean): Verdict {
  const { jumped, faultAt } = known ?? {};
  const faulty = { faultAt: Math.max(faultAt ?? said.at, said.at) };
  if (said.celsius < coldest || said.celsius > hottest)
    return { believed: false, fault: `Impossible temperature, ${said.celsius} °C`, doubts: { ...(jumped && { jumped }), ...faulty } };
  const lasting = faultAt === undefined || said.at - faultAt >= faultMs ? {} : { faultAt };
  if (known === undefined || said.at < known.at || isBuffered || isNear(said, known)) {
    const continuesJump = jumped !== undefined && Math.abs(said.celsius - jumped.celsius) < Math.abs(said.celsius - (known?.celsius ?? 0));
    return { believed: true, since: continuesJump ? Math.min(jumped.at, said.at) : said.at, doubts: lasting };
  }
  if (jumped === undefined || !isNear(said, jumped)) {
    const fault = `Temperature jumped from ${known.celsius} °C to ${said.celsius} °C, faster than a room changes`;
    return { believed: false, fault, doubts: { jumped: { ...said, agreed: 0, wasFaulty: faultAt !== undefined }, ...faulty } };
  }
  const agreed = jumped.agreed + 1;
  if (agreed >= confirmingCount && said.at - jumped.at >= (jumped.wasFaulty ? confirmFaultyMs : confirmMs))
    return { believed: true, since: jumped.at, doubts: lasting };
  return { believed: false, fault: "", doubts: { jumped: { ...jumped, agreed }, ...(faultAt === undefined ? {} : { faultAt }) } };
}

const episodeOf = (id: DeviceId): string => `impossible/${id}`;

/** Puts a thermometer with a fault on the technical list, and takes it off after half a day without one. */
export function faultDecisions(
  verdict: Verdict,
  before: Doubts | undefined,
  reading: Reading,
  { home }: Pick<RuleContext<unknown>, "home">,
): Decision[] {
  const episode = episodeOf(reading.deviceId);
  const label = deviceLabel(home.devices.get(reading.deviceId));
  const wasListed = before?.faultAt !== undefined;
  if (!verdict.believed && !wasListed && verdict.fault !== "") {
    const sentence = `${verdict.fault}; not counted, thermometer to be checked: ${label}`;
    return [{ do: "raise", episode, priority: "info", sentence, deviceId: reading.deviceId, technical: true }];
  }
  if (!wasListed || verdict.doubts.faultAt !== undefined) return [];
  const text = `Temperatures of a room again ${reportedTimeText(reading, home)}: ${label}`;
  return [{ do: "addNote", episode, text, endsEpisode: true }];
}
