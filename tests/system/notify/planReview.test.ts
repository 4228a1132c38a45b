import pg from "pg";
import { afterAll, expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { jonas, meera, messageTown } from "./messageTown.ts";

// It is 02:14 in the homes, on Wednesday 22 July 2026.
const { town, clock, gateway, mail } = await messageTown();
const database = new pg.Pool({ connectionString: town.service.databaseUrl });
afterAll(() => database.end());
const [minute, hour] = [60_000, 3_600_000];
const generous = { timeout: 60_000, interval: 20 };
const sql = async (text: string, values: unknown[] = []): Promise<Json[]> => (await database.query(text, values)).rows;

/**
 * Moves the clock until that holds. In small steps, and not once it holds: a message that is on its way would count as lost after 10 seconds of the
 * service's time, and leave again.
 */
const movingUntil = (holds: () => Promise<boolean>) =>
  expect
    .poll(async () => {
      if (await holds()) return true;
      clock.advance(5_000);
      return false;
    }, generous)
    .toBe(true);

const forReviews = (address: string) => ({ type: "email", address, purposes: ["planReview"] });

test("on the day of the review a daughter whose address is for reviews gets one e-mail in plain words, and a son whose channels are for calls gets none", async () => {
  const contacts = [
    { ...meera, channels: [...meera.channels, forReviews("meera@shah.example")] },
    { ...jonas, channels: jonas.channels },
  ];
  const plan = { name: "Calls", rules: { environment: {} }, review: "2026-07-22" };
  const { id } = await town.home({ name: "12 Sycamore Court", contacts: contacts as never, plan: plan as never });
  clock.advance(6 * hour);
  clock.advance(45 * minute);
  await movingUntil(async () => (await town.call("operator", "GET", `/api/v1/alarms?home=${id}&state=open`)).body.items.length === 1);
  await movingUntil(async () => (await sql("SELECT FROM notification WHERE kind = 'planReview'")).length > 0);
  const { to, subject, body } = await mail.mails.next();
  expect([to, subject]).toEqual([
    "meera@shah.example",
    "Link Line: the plan for 12 Sycamore Court is due for review. Please tell the monitoring centre what has changed",
  ]);
  expect(body).toContain("Please tell the monitoring centre what has changed.");
  const sent = async (): Promise<number> => (await sql("SELECT FROM notification WHERE kind = 'planReview' AND state = 'sent'")).length;
  await expect.poll(sent, generous).toBe(1);
  await town.restart();
  for (let minutes = 0; minutes < 10; minutes += 1) clock.advance(minute);
  expect(await sql("SELECT address, state FROM notification WHERE kind = 'planReview'")).toEqual([
    { address: "meera@shah.example", state: "sent" },
  ]);
  expect(gateway.posts.unclaimed).toEqual([]);
}, 240_000);

test("a contingency plan whose date of review has come is on the technical list at nine, once, until it is agreed again", async () => {
  const { id } = await town.home({ name: "14 Sycamore Court", contacts: [jonas] as never });
  const [contact] = town.service.registry.contactsOf(id as never);
  const agree = (reviewOn: string | null) =>
    town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${contact?.id}/contingency-plan`, {
      ...{ centreDoes: "Call each evening", lastsHours: 72, agreedBy: "Jonas Birch", substitutes: [], reviewOn },
    });
  const listed = async (): Promise<string[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?state=open&list=technical&home=${id}`)).body.items.map(
      ({ sentence }: Json) => sentence,
    );
  // The first test ended at about nine on 22 July.
  expect((await agree("2026-07-23")).status).toBe(201);
  clock.advance(12 * hour);
  await movingUntil(async () => (await sql("SELECT FROM contingency_plan")).length === 1);
  expect(await listed(), "not in the evening before").toEqual([]);
  clock.advance(12 * hour);
  await movingUntil(async () => (await listed()).length === 1);
  expect(await listed()).toEqual([
    "The contingency plan of Jonas Birch is due for review since 2026-07-23: agree it again, with a new date or none",
  ]);
  await town.restart();
  for (let minutes = 0; minutes < 5; minutes += 1) clock.advance(minute);
  expect(await sql("SELECT rings FROM alarm WHERE rule = 'contingency'")).toEqual([{ rings: 1 }]);
  expect((await agree(null)).status).toBe(201);
  await movingUntil(async () => (await listed()).length === 0);
}, 240_000);
