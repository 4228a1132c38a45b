import { expect, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";
import { joinedCarer } from "./carerPhone.ts";

const { town, clock } = await timedTown("2026-11-22T21:00:00Z");
const contacts = [{ name: "Jonas Birch", relation: "son", phone: "01632 960201" }];

async function home(sees: string) {
  const plan = { name: "Nights", windows: [{ name: "night", from: "22:00", to: "07:00" }], rules: { bedExit: { exitMinutes: 15 } } };
  const { id } = await town.home({ name: "12 Sycamore Court", contacts, plan });
  const bed = await town.device(id, { kind: "bed", name: "Bed", room: "Bedroom" });
  const unit = await town.unit(bed);
  await unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied: true, battery: 41, seq: 1, boot: "b" }), { qos: 1 });
  return { id, his: await joinedCarer(town, id, sees) };
}

test("a carer who sees everything reads the plan and the devices, and the access log has both looks", async () => {
  const { id, his } = await home("everything");
  const plan = (await his.send("GET", `/api/v1/carer/homes/${id}/plan`)).body;
  expect(plan).toMatchObject({ name: "Nights", windows: [{ name: "night", from: "22:00", to: "07:00" }] });
  const bedExit = plan.rules.find(({ title }: Json) => title === "Left bed and not back");
  expect(bedExit.settings).toContainEqual({ title: "How long a person may be out of bed", value: 15, unit: "min" });
  expect(plan.rules.find(({ title }: Json) => title === "Call for help")).toMatchObject({ guardsLife: true });
  const devices = (await his.send("GET", `/api/v1/carer/homes/${id}/devices`)).body;
  const lastHeardAt = new Date(clock.now()).toISOString();
  expect(devices.items).toMatchObject([{ name: "Bed", room: "Bedroom", battery: 41, status: "heard", lastHeardAt }]);
  expect((await his.send("GET", `/api/v1/carer/homes/${id}/nights`)).status).toBe(200);

  const pool = createPool(town.service.databaseUrl, createLog("silent"));
  const { rows } = await pool.query("SELECT what FROM access_log WHERE role = 'carer' AND home_id = $1 ORDER BY what", [id]);
  await pool.end();
  expect(rows.map(({ what }) => what)).toEqual(["home", "readings"]);
});

test.each(["alarms", "nights"])("who may see %s is refused the plan and the devices", async (sees) => {
  const { id, his } = await home(sees);
  for (const what of ["plan", "devices"])
    expect(await his.send("GET", `/api/v1/carer/homes/${id}/${what}`)).toMatchObject({
      status: 403,
      body: { error: { message: "Edith Birch did not agree that you see the plan and the devices." } },
    });
});

test("the plan and the devices of a home that is not theirs do not exist for a carer", async () => {
  const { his } = await home("everything");
  const other = await home("everything");
  for (const what of ["plan", "devices"]) expect((await his.send("GET", `/api/v1/carer/homes/${other.id}/${what}`)).status).toBe(404);
});
