import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();
const notPressed = "Not pressed: Smoke alarm, Kitchen; Front door.";

test("what was not pressed is named before the handover, the record says who confirmed it, and the home then goes live without a second question", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre, "Kim Reyes");
  await page.goto(`/installer/#/home/${home.id}`);
  await follow(page, "Walk test");
  await home.send("pendant", { kind: "button", pressed: true });
  await tap(page, "It was my test");
  await page.getByText("1 of 3 tested").waitFor();
  await tap(page, "Continue without the rest");
  await page.getByText(notPressed).waitFor();
  await expectAccessible(page, "the question about sensors that were not pressed");
  await expectForThumbs(page);
  await tap(page, "Go on with the test");
  await heading(page, "Walk test");
  await tap(page, "Continue without the rest");
  await tap(page, "Continue without them");
  await heading(page, "Handover");
  await page.getByText(notPressed).waitFor();
  await page.getByLabel("Who signs?").fill("Edith Birch");
  await tap(page, "Sign and make the record");
  await heading(page, "Handover of 4 Orchard Road");
  await page.getByText("Kim Reyes confirmed: Smoke alarm, Kitchen; Front door not tested.").waitFor();
  const [{ record }] = (await centre.town.call("supervisor", "GET", `/api/v1/homes/${home.id}/handovers`)).body.items;
  expect(record.leftUntested).toEqual([home.devices.smoke.id, home.devices.door.id]);
  await tap(page, "Make this home live");
  await page.getByText("This home is live.").waitFor();
});

test("a home with sensors that were not pressed and without a handover goes live only after one question, which names them", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.goto(`/installer/#/home/${home.id}`);
  await tap(page, "Make this home live");
  await page.getByText("Not pressed: Pendant; Smoke alarm, Kitchen; Front door. Link Line does not know whether they work.").waitFor();
  await page.getByText("No handover is signed.").waitFor();
  await expectAccessible(page, "the question before a home goes live");
  await tap(page, "Not yet");
  expect((await home.view()).mode).toBe("commissioning");
  await tap(page, "Make this home live");
  await tap(page, "Make it live all the same");
  await page.getByText("Alarms of this home ring the centre.").waitFor();
  expect((await home.view()).mode).toBe("live");
});
