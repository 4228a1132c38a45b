import { expect, it } from "vitest";
import { firstWaiting } from "#alarm-console/web/operator/page/firstWaiting.ts";
import { highestEntry, updateSinceLastRing } from "#alarm-console/web/shared/live/timelineRings.ts";
import { notLive } from "#alarm-console/web/supervisor/plan/review/notLive.ts";
import type { AlarmView, Priority, TimelineEntry } from "#domain/alarm.ts";

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`;
const line = (clock: string, event: TimelineEntry["event"], text: string): TimelineEntry => ({ at: at(clock), event, text, by: null });
const alarm = (id: string, priority: Priority, ...rings: string[]): AlarmView => ({
  id,
  version: rings.length,
  homeId: id,
  homeName: `Home ${id}`,
  mode: "live",
  key: `${id}/nightWandering/night`,
  rule: "nightWandering",
  priority,
  state: "open",
  sentence: "Out of bed 02:14",
  deviceId: null,
  technical: false,
  doubtful: false,
  firstResponder: "centre",
  raisedAt: at(rings[0] ?? "00:00"),
  rings: rings.length,
  heldBy: null,
  timeline: rings.map((clock, index) => line(clock, index === 0 ? "raised" : "priorityRaised", "rang")),
  outcome: null,
  closedAt: null,
});
const named = (now: string, ...alarms: AlarmView[]) => firstWaiting(alarms, Date.parse(at(now)))?.id;

it("names the most urgent however old it is", () => {
  expect(named("03:00", alarm("1", "critical", "01:00"), alarm("2", "urgent", "03:00"))).toBe("1");
  expect(named("03:00")).toBeUndefined();
});

it("names the newest among equals while it is news, by its last ring, and then the longest waiting", () => {
  const [old, fresh, grown] = [alarm("1", "urgent", "01:00"), alarm("2", "urgent", "02:59"), alarm("3", "urgent", "00:30", "03:00")];
  expect(named("02:59", old, fresh)).toBe("2");
  expect(named("03:00", old, fresh, grown)).toBe("3");
  expect(named("03:05", old, fresh)).toBe("1");
});

it("tells what a home said since the last ring, whatever staff wrote meanwhile", () => {
  const timeline = [
    line("02:14", "raised", "Out of bed"),
    line("02:20", "note", "Up and about"),
    line("02:30", "priorityRaised", "Front door opened"),
  ];
  expect(updateSinceLastRing(timeline)).toBeNull();
  const back = [...timeline, line("02:41", "note", "Back in bed 02:41"), line("02:42", "claimed", "Robin has it")];
  expect(updateSinceLastRing(back)).toBe("Back in bed 02:41");
  expect(updateSinceLastRing([...back, line("02:50", "rangAgain", "Front door opened")])).toBeNull();
});

it("passes over what came late and happened before the ring", () => {
  expect(updateSinceLastRing([line("02:30", "raised", "Front door opened"), line("02:20", "note", "Up and about 02:20")])).toBeNull();
});

it("finds the line that made an alarm as strong as it is", () => {
  const timeline = [line("02:14", "raised", "a"), line("02:20", "priorityRaised", "b"), line("02:30", "rangAgain", "c")];
  expect(highestEntry(timeline)).toBe(1);
  expect(highestEntry(timeline.slice(0, 1))).toBe(0);
  expect(highestEntry([])).toBe(-1);
});

it("says in whole sentences why a plan is not live, and claims nothing where no answer came", () => {
  const refused = (status: number | null, message: string, details: unknown = null) => ({
    ok: false as const,
    status,
    code: "x",
    message,
    details,
  });
  expect(notLive(refused(503, "The database does not answer; try again shortly."))).toBe(
    "The plan is not live. The database does not answer; try again shortly.",
  );
  expect(notLive(refused(422, "The request is not valid.", [{ path: "why", message: "too long" }]))).toBe(
    "The plan is not live. “Why”: too long.",
  );
  expect(notLive(refused(null, "No answer within 120 seconds."))).toMatch(
    /^No answer within 120 seconds\. Whether the plan is live is not known/,
  );
});
