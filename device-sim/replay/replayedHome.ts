import type { Plan } from "#domain/plan.ts";
import { deviceKey } from "../formats/recording.ts";
import { homeFound } from "../service/provisioning.ts";
import type { ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { earlierPlan } from "./earlierPlan.ts";
import { homePastOf } from "./homePast.ts";
import type { PreparedStream } from "./preparedStream.ts";

/** The home that a recording goes onto: one that there is, or one of that name, found again or made. */
export type WantedHome = { id: string } | { name: string; timezone?: string | undefined };

/** The home asked for cannot take a recording; the message says why. */
export class ReplayRefused extends Error {}

/** Null where it is still to be made. Throws ServiceFault, ReplayRefused. */
export async function presentHome(api: ServiceApi, wanted: WantedHome): Promise<ApiHome | null> {
  if ("id" in wanted) {
    const home = await api.home(wanted.id);
    if (home.mode !== "test") throw new ReplayRefused(`home ${wanted.id} is not in test mode: recordings go onto test homes only`);
    return home;
  }
  const home = await homeFound(api, { name: wanted.name, mode: "test" });
  if (home !== null && wanted.timezone !== undefined && wanted.timezone !== home.timezone)
    throw new ReplayRefused(`${titleOf(home)} already keeps the time of ${home.timezone}; use --name for another home`);
  return home;
}

/**
 * A home takes a stream once, from its beginning to its end, and judges it as it comes. `whole` is the stream without its
 * limit, `stream` the part that is sent. Throws ServiceFault, ReplayRefused.
 */
export async function refuseAnotherPast(
  api: ServiceApi,
  home: ApiHome,
  { stream, whole, boot, plan }: { stream: PreparedStream; whole: PreparedStream; boot: string; plan: Plan | undefined },
): Promise<void> {
  const deviceIds = new Map((await api.home(home.id)).devices.map((device) => [deviceKey(device), device.id]));
  const past = await homePastOf(api, { homeId: home.id, deviceIds, boot, whole: whole.readings, part: stream.readings });
  // All of it would come late into a life that others have told, and each late reading is put in its place, which takes long.
  if (past.late > 0 && past.othersUntil !== null)
    throw new ReplayRefused(
      `${titleOf(home)} has already lived to ${localDate(past.othersUntil, home.timezone)} by other readings, and ${past.late} of this stream lie before that: another recording of the same days, or the same one changed otherwise, wants a home of its own (--name)`,
    );
  // What the home heard of the stream under another plan raises nothing anew, and its alarms would pass for this plan's.
  const earlier = past.received === null ? null : await earlierPlan(api, home.id, past.received, plan);
  if (earlier !== null)
    throw new ReplayRefused(
      `${titleOf(home)} heard ${past.heard} of these readings under another plan (${earlier}), and would not judge them again: its alarms would say nothing of this plan; use --name for another home`,
    );
}

const titleOf = ({ id, name }: ApiHome): string => `"${name}" (home ${id})`;

const localDate = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
