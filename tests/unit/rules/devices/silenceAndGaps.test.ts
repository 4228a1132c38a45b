import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceStatus } from "#domain/deviceStatus.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { catalogue } from "#rules/catalogue.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { engine, homeOf, planOf, Story } from "../rulesStory.ts";

const morning = "2026-11-22T08:00:00Z";
const hour = 3600;
const pendant = { id: "1", name: "Pendant", room: "bedroom", expectedIntervalSeconds: hour, registeredAt: Date.parse(morning) };
const heartbeat = { kind: "heartbeat" } as const;
const onDay = (clock: string): number => Date.parse(`2026-11-22T${clock}Z`);
const gap = (from: string, to: string): ListeningGap => ({ from: onDay(from), to: onDay(to) });

/** A home whose list of gaps grows in place, as the service's does. */
function homeWithGaps(devices: Parameters<typeof homeOf>[0]) {
  const listeningGaps: ListeningGap[] = [];
  return { home: { ...homeOf(devices), listeningGaps }, notListening: (one: ListeningGap) => void listeningGaps.push(one) };
}

describe("after a time in which Link Line did not listen", () => {
  test("a device that comes back is never reported, and one that stays silent is, at its limit of listened time", () => {
    const { home, notListening } = homeWithGaps([pendant, { ...pendant, id: "2", name: "Hub" }]);
    const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T09:14:00Z").says("2", heartbeat, "2026-11-22T09:14:00Z");
    notListening(gap("10:02:00", "14:02:00"));
    story.until("2026-11-22T14:02:00Z").says("1", heartbeat, "2026-11-22T14:02:05Z").says("1", heartbeat, "2026-11-22T15:00:00Z");
    story.until("2026-11-22T16:20:00Z");
    expect(story.lines).toEqual([
      "14:44:00 technical Nothing heard for 5 h 30 min, last at 09:14 (expected every 1 h; Link Line was not listening for 4 h of that): Hub, bedroom",
      "16:14:00 info Nothing heard for 7 h, last at 09:14 (expected every 1 h; Link Line was not listening for 4 h of that): Hub, bedroom. Check its power and connection.",
    ]);
  });

  test("a timer that was due meanwhile looks again and waits on", () => {
    const { home, notListening } = homeWithGaps([pendant]);
    const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    expect(story.state.wakeAt).toBe(onDay("10:30:00"));
    notListening(gap("10:29:30", "10:31:00"));
    story.until("2026-11-22T10:31:00Z");
    expect(story.lines).toEqual([]);
    expect(story.state.wakeAt).toBe(onDay("10:33:00"));
  });

  test("a device that had reached its limit before is reported, dated when it did", () => {
    const { home, notListening } = homeWithGaps([pendant]);
    const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    notListening(gap("10:30:00", "14:00:00"));
    expect(story.until("2026-11-22T14:00:00Z").lines).toEqual([
      "10:30:00 technical Nothing heard for 1 h 30 min, last at 09:00 (expected every 1 h): Pendant, bedroom",
    ]);
  });

  test("a device that never sent anything is reported after three intervals of listened time", () => {
    const { home, notListening } = homeWithGaps([pendant]);
    const story = new Story(home, morning);
    notListening(gap("08:30:00", "09:30:00"));
    notListening(gap("10:00:00", "10:00:05"));
    expect(story.until("2026-11-22T12:00:04Z").lines).toEqual([]);
    expect(story.until("2026-11-22T12:00:05Z").lines).toEqual([
      "12:00:05 info Never heard since registered 4 h ago (expected every 1 h; Link Line was not listening for 1 h of that): Pendant, bedroom. Check its power and connection.",
    ]);
  });

  test("the sentence does not mention a few seconds", () => {
    const { home, notListening } = homeWithGaps([pendant]);
    const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T09:00:00Z");
    notListening(gap("09:10:00", "09:10:08"));
    expect(story.until("2026-11-22T10:30:08Z").lines).toEqual([
      "10:30:08 technical Nothing heard for 1 h 30 min, last at 09:00 (expected every 1 h): Pendant, bedroom",
    ]);
  });

  test("a device that was late before stays late, is not reported again, and ends with its next reading", () => {
    const { home, notListening } = homeWithGaps([pendant]);
    const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T09:00:00Z").until("2026-11-22T11:00:00Z");
    notListening(gap("11:00:00", "15:00:00"));
    story.until("2026-11-22T15:00:00Z").says("1", heartbeat, "2026-11-22T15:00:03Z");
    expect(story.lines.map((line) => line.slice(0, 38))).toEqual([
      "10:30:00 technical Nothing heard for 1",
      "15:00:03 note Heard again at 15:00 aft",
    ]);
  });

  test("a plan may give devices longer to connect again", () => {
    const { home, notListening } = homeWithGaps([{ ...pendant, expectedIntervalSeconds: 60 }]);
    const patient = { ...home, plan: planOf({ silence: { reconnectMinutes: 10 } }) };
    const story = new Story(patient, morning).says("1", heartbeat, "2026-11-22T08:01:00Z");
    notListening(gap("08:01:30", "08:06:00"));
    expect(story.until("2026-11-22T08:15:59Z").lines).toEqual([]);
    expect(story.until("2026-11-22T08:16:00Z").lines).toHaveLength(1);
  });
});

test("a service that restarts every ten minutes still reports a dead device with an interval of an hour", () => {
  const { home, notListening } = homeWithGaps([pendant]);
  const story = new Story(home, morning).says("1", heartbeat, "2026-11-22T08:05:00Z");
  for (let at = onDay("08:10:00"); at < onDay("14:00:00"); at += 600_000) {
    story.until(new Date(at).toISOString());
    notListening({ from: at, to: at + 20_000 });
    story.until(new Date(at + 20_000).toISOString());
  }
  // 1.5 h of listening with 9 gaps of 20 s, and 3 h with 19. The last of these leaves 60 s, so the device gets two minutes.
  expect(story.lines.map((line) => line.slice(0, 18))).toEqual(["09:38:00 technical", "11:12:20 info Noth"]);
});

/** A day with gaps and readings; nothing is heard in a gap. Minutes since the morning. */
const days = fc.record({
  spoken: fc.uniqueArray(fc.integer({ min: 1, max: 1440 }), { maxLength: 12 }),
  gaps: fc
    .uniqueArray(fc.integer({ min: 1, max: 1400 }), { maxLength: 6 })
    .chain((begins) =>
      fc.tuple(
        ...begins
          .sort((a, b) => a - b)
          .map((from, nth) => fc.tuple(fc.constant(from), fc.integer({ min: 1, max: Math.min(400, (begins[nth + 1] ?? 1440) - from) }))),
      ),
    )
    .map((all) => all.map(([from, length]) => ({ from, to: from + length }))),
});

test("with any gaps, the rule and the device's status agree in every minute in which the service listens", () => {
  const start = Date.parse(morning);
  fc.assert(
    fc.property(days, ({ spoken, gaps }) => {
      const { home, notListening } = homeWithGaps([pendant]);
      const story = new Story(home, morning);
      let heardAt: number | null = null;
      for (let minute = 1; minute <= 1440; minute += 1) {
        const now = start + minute * 60_000;
        // The service learns of a gap when it is over, and knows nothing of the minutes in it.
        const over = gaps.find(({ to }) => to === minute);
        if (over !== undefined) notListening({ from: start + over.from * 60_000, to: now });
        if (gaps.some(({ from, to }) => minute > from && minute < to)) continue;
        if (spoken.includes(minute)) {
          story.says("1", heartbeat, new Date(now).toISOString());
          heardAt = now;
        } else story.until(new Date(now).toISOString());
        const status = deviceStatus(heardAt, hour, start, now, home.listeningGaps);
        expect("silence/1" in story.state.ringing).toBe(status === "offline");
        if (status === "late" || status === "heard") expect("silence/late/1" in story.state.ringing).toBe(status === "late");
      }
    }),
    { numRuns: 30 },
  );
});

test("recovered from the journal, with all gaps known from the beginning, the rule knows and says the same", () => {
  const start = Date.parse(morning);
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 1440 }), ({ spoken, gaps }, cut) => {
      const { home, notListening } = homeWithGaps([pendant]);
      const iso = (minute: number): string => new Date(start + minute * 60_000).toISOString();
      const live = new Story(home, morning);
      for (let minute = 1; minute <= 1440; minute += 1) {
        const over = gaps.find(({ to }) => to === minute);
        if (over !== undefined) notListening({ from: start + over.from * 60_000, to: start + minute * 60_000 });
        if (gaps.some(({ from, to }) => minute > from && minute < to)) continue;
        if (minute === cut) {
          const loaded = loadState(catalogue, saveState(catalogue, live.state));
          if (loaded === null) throw new Error("the saved state could not be read");
          live.state = engine.applyHomeChange(live.home, loaded, loaded.now, true).state;
        }
        if (spoken.includes(minute)) live.says("1", heartbeat, iso(minute));
        else live.until(iso(minute));
      }
      const recovered = new Story(home, morning);
      for (const { receivedAt } of live.given) recovered.says("1", heartbeat, new Date(receivedAt).toISOString());
      recovered.until(iso(1440));
      live.until(iso(1440));
      expect(recovered.lines).toEqual(live.lines);
      expect(recovered.state.ringing).toEqual(live.state.ringing);
    }),
    { numRuns: 60 },
  );
});
