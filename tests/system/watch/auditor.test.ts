import { expect, test } from "vitest";
import { watchedTown } from "./watchedTown.ts";

const { town, clock, passes, heartbeat, sql, session, until, press } = await watchedTown("2026-11-22T02:00:00.000Z");

const caseOf = async (id: string) => (await town.call("operator", "GET", `/api/v1/cases/${id}`)).body;
const technicalOf = async (homeId: string) =>
  (await town.call("operator", "GET", `/api/v1/cases?home=${homeId}&list=technical`)).body.items;
const incidents = async () => (await town.call("supervisor", "GET", "/api/v1/incidents")).body.items;
const close = async (id: string): Promise<void> => {
  await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  const { rings } = await caseOf(id);
  const { status } = await town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "reassurance", note: "All well", rings });
  expect(status).toBe(200);
};
const nextHeartbeat = async (): Promise<void> => {
  const before = heartbeat.calls;
  await until(async () => heartbeat.calls > before);
};

test("while all is well, each audit calls the heartbeat URL", async () => {
  await passes(29_000);
  expect(heartbeat.calls).toBe(0);
  await nextHeartbeat();
  await nextHeartbeat();
  expect(heartbeat.calls).toBe(2);
});

test("a case that has no holder and no next step is at the centre within 30 seconds", async () => {
  const { caseId } = await press("1 Mill Lane");
  await sql("UPDATE escalation SET due_at = NULL WHERE case_id = $1", [caseId]);
  await sql("UPDATE alarm_case SET next_at = NULL, centre_since = NULL WHERE id = $1", [caseId]);
  const found = await until(async () => {
    const one = await caseOf(caseId);
    return one.centreSince !== null && one;
  }, 32);
  expect(found).toMatchObject({ state: "waiting", sounds: "operators" });
  // The call of administrators may come in the same second.
  expect(found.timeline.map(({ text }: { text: string }) => text)).toContain(
    "Link Line found that this case had no next step: at the centre now",
  );
  await close(caseId);
  await nextHeartbeat();
});

test("a case that lost its timer, and whose ladder has a step to run, gets its timer back", async () => {
  const { caseId } = await press("2 Mill Lane");
  await sql("UPDATE alarm_case SET next_at = NULL WHERE id = $1", [caseId]);
  const found = await until(async () => {
    const one = await caseOf(caseId);
    return one.timeline.some(({ event }: { event: string }) => event === "escalated") && one;
  }, 35);
  expect(found.timeline.map(({ event }: { event: string }) => event)).not.toContain("atCentre");
  await close(caseId);
  await nextHeartbeat();
});

test("a case that a person holds who is not on duty goes back to the queue, also where the watch of holders missed it", async () => {
  const { caseId } = await press("3 Mill Lane");
  await town.call("operator", "POST", `/api/v1/cases/${caseId}/claim`);
  // The holder watch looks at cases of the queue; the fault here is that it does not see this one.
  await sql("UPDATE alarm_case SET held_by = 'gone', held_name = 'Robin', held_via = NULL WHERE id = $1", [caseId]);
  const found = await until(async () => {
    const one = await caseOf(caseId);
    return one.heldBy === null && one;
  });
  // The call of administrators may come in the same second.
  expect(found.timeline.map(({ text }: { text: string }) => text)).toContainEqual(
    expect.stringMatching(/^Back to the queue: Robin (is not on duty|has no connected desk)/),
  );
  await close(caseId);
  await nextHeartbeat();
});

test("a step that cannot run becomes a technical alarm of its home and stops the heartbeat; other cases take their steps; the alarm ends when the step has run", async () => {
  const broken = await press("4 Mill Lane");
  const other = await press("5 Mill Lane");
  await sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`);
  await sql(`CREATE TRIGGER refuse BEFORE INSERT ON case_timeline FOR EACH ROW
    WHEN (NEW.case_id = ${broken.caseId} AND NEW.event = 'escalated') EXECUTE FUNCTION refuse()`);
  await until(async () => (await caseOf(other.caseId)).timeline.some(({ text }: { text: string }) => text.includes("supervisor")), 70);
  const [alarm] = await until(async () => {
    const open = await technicalOf(broken.homeId);
    return open.length > 0 && open;
  });
  expect(alarm.alarms[0]).toMatchObject({
    rule: "watch",
    technical: true,
    sentence: "The next step of an open case of this home does not run. Look at it now; the log of Link Line says why.",
  });
  expect(await technicalOf(other.homeId)).toEqual([]);
  const before = heartbeat.calls;
  await until(async () => (await technicalOf(broken.homeId)).length === 1);
  await passes(30_000);
  expect(heartbeat.calls).toBe(before);

  await sql("DROP TRIGGER refuse ON case_timeline");
  await until(async () => (await technicalOf(broken.homeId)).length === 0);
  expect((await caseOf(broken.caseId)).timeline.some(({ text }: { text: string }) => / late\)$/.test(text))).toBe(true);
  await close(broken.caseId);
  await close(other.caseId);
  // Messages to supervisors are not what this test is about.
  await sql("UPDATE notification SET state = 'dropped', next_at = NULL");
  await nextHeartbeat();
});

test("a message that does not leave becomes an incident on the screens", async () => {
  await sql(
    `INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, next_at, created_at)
     VALUES ('stuck', 'service', 'administrator', '1', 'Kim', 'voice', '1', 'Stuck', $1, $1)`,
    [new Date(clock.now() + 5_000)],
  );
  // The outbox skips a row that another session has locked.
  await session("BEGIN; SELECT FROM notification WHERE dedup_key = 'stuck' FOR UPDATE");
  const [incident] = await until(async () => {
    const all = (await incidents()).filter(({ kind }: { kind: string }) => kind === "watch");
    return all.length > 0 && all;
    // Due after 5 seconds, a fault after a minute more, and reported by the second of two looks each 30 seconds.
  }, 150);
  expect(incident.text).toBe("A message does not leave. Call contacts by telephone.");
  await session("COMMIT");
  await nextHeartbeat();
});

test("incidents are listed newest first, by number: the tenth comes before the ninth", async () => {
  const before = (await incidents()).length;
  for (let nth = 1; nth <= 12; nth += 1)
    await sql(`INSERT INTO service_incident (kind, from_at, to_at, text, shown) VALUES ('canary', $1, $1, $2, true)`, [
      new Date(clock.now() + nth),
      `No ${nth}`,
    ]);
  const texts = (await incidents()).map(({ text }: { text: string }) => text);
  expect(texts).toHaveLength(before + 12);
  expect(texts.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, nth) => `No ${12 - nth}`));
});

test("a heartbeat URL that fails stops nothing, and is called again", async () => {
  heartbeat.status = 500;
  await nextHeartbeat();
  heartbeat.status = 200;
  await nextHeartbeat();
});
