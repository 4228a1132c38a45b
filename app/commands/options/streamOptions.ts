import { type Command, InvalidArgumentError } from "commander";
import { faults } from "#device-sim/faults/all.ts";
import { injections } from "#device-sim/injections/all.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import type { Overlays } from "#device-sim/overlays.ts";
import { type PlanWindow, planWindow } from "#domain/time/planWindow.ts";

export interface OverlayOptions {
  seed: number;
  duplicate?: number;
  reorder?: number;
  dropHeartbeats?: number;
  backlog?: PlanWindow;
  skew?: number;
  faults?: readonly string[] | true;
}

/** The faults (overlays) that can be laid over any stream. */
export function withOverlayOptions(command: Command): Command {
  return command
    .option("--seed <n>", "the seed of every random choice; the same seed gives the same stream", whole(0, 2 ** 31), 1)
    .option("--duplicate <part>", "send this part of the messages a second time, unchanged: 0.02", part)
    .option(
      "--reorder <duration>",
      "delay each reading by a random time up to this, so that readings overtake one another: 30s. An event that is over when it becomes known, more than a minute late, does not ring. With more than 15m the service takes some device clocks for wrong",
      duration,
    )
    .option("--drop-heartbeats <part>", "lose this part of the heartbeats: 0.1", part)
    .option(
      "--backlog <from-to>",
      "the line is down each day in this time; the devices buffer their readings and send them in a burst at its end: 03:00-05:00",
      window,
    )
    .option("--skew <duration>", "the clocks of all devices are ahead (+90s) or behind (-5m)", signedDuration)
    .option(
      "--faults [names]",
      "lay faults of sensors, clocks and messages over the stream: all, or those named, such as blips,stuck-bed (see below)",
      faultNames,
    )
    .addHelpText("after", faultHelp);
}

export const overlaysOf = ({ duplicate, reorder, dropHeartbeats, backlog, skew, faults: chosen }: OverlayOptions): Overlays => ({
  ...(chosen === undefined ? {} : { faults: chosen === true ? allFaults : chosen }),
  ...(duplicate === undefined ? {} : { duplicate }),
  ...(reorder === undefined ? {} : { reorderMs: reorder }),
  ...(dropHeartbeats === undefined ? {} : { dropHeartbeats }),
  ...(backlog === undefined ? {} : { backlog }),
  ...(skew === undefined ? {} : { skewMs: skew }),
});

const allFaults = faults.map(({ name }) => name);

/** "blips,stuck-bed"; "all" or no value for all of them. */
function faultNames(text: string): readonly string[] {
  const names = text === "all" ? allFaults : text.split(",");
  const strange = names.find((name) => !allFaults.includes(name));
  if (strange !== undefined)
    throw new InvalidArgumentError(
      `the faults are ${allFaults.join(", ")}, or all; put --faults without names last, or write --faults all`,
    );
  return names;
}

/** For --help: what each fault does. */
const faultHelp = (): string =>
  [
    "",
    "Faults for --faults, the same for the same --seed; a fault of a sensor that the home does not have changes nothing:",
    ...faults.map(({ name, tells }) => `  ${name}: ${tells}.`),
  ].join("\n");

/** "bed-no-return@2011-06-20T02:10"; the option is repeated for each event. */
export function injected(text: string, before: readonly Injected[] = []): Injected[] {
  const [name = "", moment = "", ...rest] = text.split("@");
  const injection = injections.find((one) => one.name === name);
  if (injection === undefined)
    throw new InvalidArgumentError(`the events are ${injections.map((one) => one.name).join(", ")}, as in ${example}`);
  if (rest.length > 0 || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(moment))
    throw new InvalidArgumentError(`after @ a date and time by the home's wall clock is expected, without a zone, as in ${example}`);
  try {
    return [...before, { injection, wall: Temporal.PlainDateTime.from(moment) }];
  } catch {
    throw new InvalidArgumentError(`${moment} is not a date and time of the calendar`);
  }
}

const example = "bed-no-return@2011-06-20T02:10";

/** For --help: what happens in each event, and which recorded readings it removes. */
export const injectionHelp = (): string =>
  [
    "",
    "Events for --inject:",
    ...injections.flatMap(({ name, tells, silences }) => [`  ${name}: ${tells}.`, `    Removed readings: ${silences}.`]),
    "Two events in one stream are refused where their silenced times overlap, because one would silence the other.",
  ].join("\n");

export const whole = (least: number, most: number) => (text: string) => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is expected`);
  return number;
};

export const speed = (text: string): number | "max" => (text === "max" ? "max" : whole(1, 1000)(text.replace(/^[x×]/, "")));

export function part(text: string): number {
  if (!/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text)) throw new InvalidArgumentError("a part from 0 to 1 is expected, such as 0.02");
  return Number(text);
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const longestMs = 24 * unitMs.h;

/** "30s", "250ms", "5m", "1h", up to a day, in ms. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,8})(ms|s|m|h)$/.exec(text) ?? [];
  const ms = digits === undefined ? Number.NaN : Number(digits) * unitMs[unit as keyof typeof unitMs];
  if (!(ms <= longestMs)) throw new InvalidArgumentError("a time of at most 24h is expected, such as 250ms, 30s, 5m or 1h");
  return ms;
}

/** "+90s", "-5m", in ms. */
function signedDuration(text: string): number {
  if (!/^[+-]/.test(text)) throw new InvalidArgumentError("a time with its sign is expected, such as +90s or -5m");
  return duration(text.slice(1)) * (text.startsWith("-") ? -1 : 1);
}

/** "03:00-05:00": every day, by the home's wall clock; it may cross midnight. */
export function window(text: string): PlanWindow {
  const [from, to, ...rest] = text.split("-");
  const parsed = planWindow.safeParse({ name: "line down", from, to });
  if (!parsed.success || rest.length > 0) throw new InvalidArgumentError("two times of day are expected, such as 03:00-05:00");
  if (from === to) throw new InvalidArgumentError("the two times must differ: a line that is always down sends nothing");
  return parsed.data;
}
