import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";
import { joinedCarer } from "./carerPhone.ts";

const { town, clock, passes } = await timedTown("2026-11-22T21:00:00Z");
const contacts = [
  { name: "Jonas Birch", relation: "son", phone: "01632 960201" },
  { name: "Meera Shah", relation: "daughter", phone: "01632 960202" },
];
const of = (id: string, what: string): string => `/api/v1/carer/homes/${id}/${what}`;

async function family() {
  const { id } = await town.home({ name: "12 Sycamore Court", contacts });
  const his = await joinedCarer(town, id, "alarms");
  const hers = await joinedCarer(town, id, "alarms", 1);
  const alarms = async (): Promise<string[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?home=${id}`)).body.items.map(({ rule }: Json) => rule);
  return { id, his, hers, alarms };
}

test("while the daughter stays until the end of the night, leaving bed does not ring and a press does; both carers and staff see it", async () => {
  const { id, his, hers, alarms } = await family();
  const bed = await town.device(id, { kind: "bed", name: "Bed", room: "Bedroom", expectedIntervalSeconds: 86_400 });
  const pendant = await town.device(id, { kind: "button", name: "Pendant", expectedIntervalSeconds: 86_400 });
  const [mat, button] = [await town.unit(bed), await town.unit(pendant)];
  let seq = 0;
  const says = (reading: object) =>
    reading && "pressed" in reading
      ? button.publishAsync(pendant.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "a" }), { qos: 1 })
      : mat.publishAsync(bed.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "a" }), { qos: 1 });
  await says({ kind: "bed", occupied: true });
  const shown = (await hers.send("GET", of(id, "availability"))).body;
  expect(shown.suggestedStayEnd).toBe("2026-11-23T07:00:00.000Z");
  expect(shown.suspendedByStay).toContainEqual({ rule: "bedExit", title: "Left bed and not back" });
  const staying = { name: "Meera Shah", until: shown.suggestedStayEnd, suspended: shown.suspendedByStay };
  const answer = await hers.send("POST", of(id, "staying"), { until: shown.suggestedStayEnd });
  expect(answer.body.staying).toEqual({ ...staying, mine: true });
  expect((await his.send("GET", of(id, "availability"))).body.staying).toEqual({ ...staying, mine: false });
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/absences`);
  expect(body.items).toMatchObject([{ kind: "carerStaying", by: "Meera Shah", state: "lasting", endsAt: staying.until }]);

  await passes(2 * 3_600_000);
  await says({ kind: "bed", occupied: false });
  await passes(3_600_000);
  expect(await alarms()).toEqual([]);
  await says({ kind: "button", pressed: true });
  expect(await alarms()).toEqual(["sosPress"]);

  expect((await his.send("POST", of(id, "staying/end"))).status).toBe(409);
  expect((await hers.send("POST", of(id, "staying/end"))).body.staying).toBeNull();
  expect((await hers.send("POST", of(id, "staying/end"))).body.error.message).toBe("Your stay has ended already.");
});

test("a stay that overlaps says with what: one's own, another carer's, or the hospital", async () => {
  const { id, his, hers } = await family();
  const until = new Date(clock.now() + 3_600_000).toISOString();
  const fault = async (phone: typeof his): Promise<string> =>
    (await phone.send("POST", of(id, "staying"), { until })).body.error.details[0].message;
  await hers.send("POST", of(id, "staying"), { until });
  const end = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(Date.parse(until));
  expect(await fault(hers)).toBe(`you are staying until ${end} already: end that first`);
  expect(await fault(his)).toBe(`Meera Shah is staying until ${end}`);
  await hers.send("POST", of(id, "staying/end"));
  await town.call("operator", "POST", `/api/v1/homes/${id}/absences`, { kind: "inHospital", endsAt: until });
  expect(await fault(his)).toBe(`in hospital until ${end}, as Test operator has said: no stay is needed meanwhile`);
});

test("of two carers who say at the same moment that they stay, one stays and the other hears who", async () => {
  const { id, his, hers } = await family();
  const until = new Date(clock.now() + 3_600_000).toISOString();
  const answers = await Promise.all([his, hers].map((phone) => phone.send("POST", of(id, "staying"), { until })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(answers.find(({ status }) => status === 422)?.body.error.details[0].message).toMatch(
    /^(Jonas Birch|Meera Shah) is staying until /,
  );
});
