import type { AlarmView } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { alarmsByCause } from "#response/alarm/alarmViews.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import type { Decisions } from "./decide.ts";
import type { Writer } from "./journal/writer.ts";
import { faultOfHome } from "./queue/refusedHome.ts";

export interface Performed {
  /** Those that were opened, rang again or have more in their timeline, as they stand after it. */
  alarms: AlarmView[];
  raised: { rule: string; home: HomeFacts }[];
  absencesEnded: { homeId: HomeId; absenceId: string; at: number }[];
}

/**
 * Sends all that was decided, and the COMMIT behind it: nothing of it waits for an answer, and what fails makes the COMMIT a ROLLBACK.
 * Then waits for all answers, and first for those to what was sent `before`, in that order: the first fault counts, and those behind it
 * only say that the transaction failed.
 */
export async function performAndCommit(
  writer: Writer,
  { performing }: Pick<Decisions, "performing">,
  before: readonly Promise<unknown>[],
): Promise<Performed> {
  const causes = performing.map(({ one }) => one.cause);
  const performances = performing.map((one) => sent(openAlarm(writer, one).catch((fault: unknown) => faultOfHome(one.home.id, fault))));
  const views = sent(alarmsByCause(writer, causes));
  const commit = sent(writer.query("COMMIT"));
  for (const answer of before) await answer;
  const opened: boolean[] = [];
  for (const performance of performances) opened.push((await performance).raised);
  const alarms = await views;
  const { command } = await commit;
  if (command !== "COMMIT") throw new Error("the transaction had failed and was rolled back");
  return {
    alarms,
    raised: performing.filter((_, place) => opened[place]).map(({ home, one }) => ({ rule: one.rule, home })),
    absencesEnded: performing.flatMap(({ home, one: { decision, at } }) =>
      decision.do === "endAbsence" ? [{ homeId: home.id, absenceId: decision.absenceId, at }] : [],
    ),
  };
}

/** Under way, and awaited later: until then its failure is not nobody's. */
export function sent<T>(query: Promise<T>): Promise<T> {
  query.catch(() => {});
  return query;
}
