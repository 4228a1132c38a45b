import type { Plan } from "#domain/plan.ts";
import { deviceKey } from "../formats/recording.ts";
import { findHome } from "../service/provisioning.ts";
import type { ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { earlierPlan } from "./earlierPlan.ts";
import { earlierReadingsOf } from "./earlierReadings.ts";
import type { PreparedStream } from "./preparedStream.ts";

/** The home that receives a recording: an existing one by its id, or one by its name, which is created where it does not exist. */
export type WantedHome = { id: string } | { name: string; timezone?: string | undefined };

/** This home cannot receive this recording; the message says why and what to do. */
export class ReplayRefused extends Error {}

/** The wanted home; null where it must still be created. Throws ServiceFault, ReplayRefused. */
export async function registeredHome(api: ServiceApi, wanted: WantedHome): Promise<ApiHome | null> {
  if ("id" in wanted) {
    const home = await api.home(wanted.id);
    if (home.mode !== "test") throw new ReplayRefused(`home ${wanted.id} is not in test mode: recordings can be sent to test homes only`);
    return home;
  }
  const home = await findHome(api, { name: wanted.name, mode: "test" });
  if (home !== null && wanted.timezone !== undefined && wanted.timezone !== home.timezone)
    throw new ReplayRefused(`${titleOf(home)} is in the time zone ${home.timezone} already; use --name for another home`);
  return home;
}

/**
 * Refuses a stream that the home cannot judge as it was recorded. A home judges each reading once, when it arrives, in the order of
 * time. `whole` is the stream without its limit, `stream` the part to be sent. Throws ServiceFault, ReplayRefused.
 *
 * Example: the home has lived to 30 June by another recording, and this stream begins on 15 June. All of it would arrive late, and
 * each late reading is replayed from the journal, which is slow: refused.
 */
export async function refuseConflictingStream(
  api: ServiceApi,
  home: ApiHome,
  { stream, whole, boot, plan }: { stream: PreparedStream; whole: PreparedStream; boot: string; plan: Plan | undefined },
): Promise<void> {
  const deviceIds = new Map((await api.home(home.id)).devices.map((device) => [deviceKey(device), device.id]));
  const history = await earlierReadingsOf(api, { homeId: home.id, deviceIds, boot, whole: whole.readings, part: stream.readings });
  if (history.late > 0 && history.othersUntil !== null)
    throw new ReplayRefused(
      `${titleOf(home)} has readings of another stream up to ${localDate(history.othersUntil, home.timezone)}, and ${history.late} readings of this stream are older: use --name to send another recording of the same days, or the same recording with other changes, to a home of its own`,
    );
  // The home does not judge these readings again, so its alarms would still be those of the earlier plan.
  const earlier = history.received === null ? null : await earlierPlan(api, home.id, history.received, plan);
  if (earlier !== null)
    throw new ReplayRefused(
      `${titleOf(home)} received ${history.heard} of these readings under another plan (${earlier}) and does not judge them again, so its alarms would not show what this plan does: use --name for another home`,
    );
}

const titleOf = ({ id, name }: ApiHome): string => `"${name}" (home ${id})`;

const localDate = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
