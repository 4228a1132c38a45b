import { expect, it } from "vitest";
import { firstWaiting } from "#alarm-console/web/operator/page/firstWaiting.ts";
import { highestEntry, updateSinceLastRing } from "#alarm-console/web/shared/live/timelineRings.ts";
import type { Priority, TimelineEntry } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { someCase, someEntry } from "./someCase.ts";

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`;
const line = (clock: string, event: TimelineEntry["event"], text: string): TimelineEntry => ({ at: at(clock), event, text, by: null });
const rung = (id: string, priority: Priority, ...rings: string[]) =>
  someCase(id, {
    priority,
    openedAt: at(rings[0] ?? "00:00"),
    rings: rings.length,
    timeline: rings.map((clock, index) => someEntry({ at: at(clock), event: index === 0 ? "raised" : "priorityRaised", alarmId: id })),
  });
const shownAt = (now: string, ...cases: CaseView[]) => firstWaiting(cases, Date.parse(at(now)))?.id;

it("the page shows the most urgent case, however old it is", () => {
  expect(shownAt("03:00", rung("1", "critical", "01:00"), rung("2", "urgent", "03:00"))).toBe("1");
  expect(shownAt("03:00")).toBeUndefined();
});

it("among equal priorities the page shows a case that rang in the last minute, then the one that has waited longest", () => {
  const [old, fresh, grown] = [rung("1", "urgent", "01:00"), rung("2", "urgent", "02:59"), rung("3", "urgent", "00:30", "03:00")];
  expect(shownAt("02:59", old, fresh)).toBe("2");
  expect(shownAt("03:00", old, fresh, grown)).toBe("3");
  expect(shownAt("03:05", old, fresh)).toBe("1");
});

it("a case shows the newest update from the home since its last ring, and ignores notes by staff", () => {
  const timeline = [
    line("02:14", "raised", "Out of bed"),
    line("02:20", "note", "Up and about"),
    line("02:30", "priorityRaised", "Front door opened"),
  ];
  expect(updateSinceLastRing(timeline)).toBeNull();
  const back = [...timeline, line("02:41", "note", "Back in bed 02:41"), line("02:42", "claimed", "Claimed by Robin")];
  expect(updateSinceLastRing(back)).toBe("Back in bed 02:41");
  expect(updateSinceLastRing([...back, line("02:50", "rangAgain", "Front door opened")])).toBeNull();
});

it("an update about a time before the last ring is not shown as news", () => {
  expect(updateSinceLastRing([line("02:30", "raised", "Front door opened"), line("02:20", "note", "Up and about 02:20")])).toBeNull();
});

it("the timeline marks the entry that gave the case its priority", () => {
  const timeline = [line("02:14", "raised", "a"), line("02:20", "priorityRaised", "b"), line("02:30", "rangAgain", "c")];
  expect(highestEntry(timeline)).toBe(1);
  expect(highestEntry(timeline.slice(0, 1))).toBe(0);
  expect(highestEntry([])).toBe(-1);
});
