import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { confirmSound, monitoringCentre, rowOf } from "../setup/centre.ts";
import { addDevice, deviceWithCode, follow, heading, installersPhone, setUpHome, tap } from "./workshop.ts";

const centre = monitoringCentre();
const sensors = [
  ["Pendant or pull cord", "Hall", { kind: "button", pressed: true, battery: 83, signal: -61 }],
  ["Smoke alarm", "Kitchen", { kind: "smoke", detected: true, battery: 97, signal: -70 }],
  ["Fall detector", "Bathroom", { kind: "fall", state: "fallen", battery: 64, signal: -55 }],
  ["Bed sensor", "Bedroom", { kind: "bed", occupied: true, signal: -72 }],
  ["Door contact", "Hall", { kind: "door", open: false, battery: 100, signal: -49 }],
  ["Movement sensor", "Kitchen", { kind: "motion", detected: true, battery: 91, signal: -66 }],
] as const;

test("from nothing to a live home with six devices on a phone, and then a press rings an operator's desk", async () => {
  const desk = await centre.staff("Robin Vale");
  await confirmSound(desk.page);
  const { page } = await installersPhone(centre);
  await setUpHome(page, "4 Orchard Road");
  await page.getByLabel("Falls").check();
  await tap(page, "Save and continue");
  await heading(page, "Devices");
  await follow(page, "Add a device");
  const send: ((reading: object) => Promise<void>)[] = [];
  for (const [place, [kind, room]] of sensors.entries()) {
    send.push(await deviceWithCode(centre.town, await addDevice(page, kind, room)));
    if (place < sensors.length - 1) await follow(page, "Add another device");
  }
  await expectAccessible(page, "the login of a device");
  await follow(page, "Continue: walk test");
  await page.getByText("0 of 6 tested").waitFor();
  await expectAccessible(page, "a walk test without a press");
  for (const [place, [kind, , reading]] of sensors.entries()) {
    await send[place]?.(reading);
    await page.getByText(`${place + 1} of 6 tested`).waitFor();
    const row = page.locator(".ticked").filter({ hasText: kind });
    await row.getByText(`signal ${String(reading.signal).replace("-", "−")} dBm`).waitFor();
    if (["button", "smoke", "fall"].includes(reading.kind)) {
      await page.getByText(/^Link Line received it after \d+\.\d s$/).waitFor();
      if (reading.kind === "smoke") {
        expect(await findings(page)).toEqual([]);
        await expectAccessible(page, "a call in commissioning");
      }
      await tap(page, "It was my test");
      await page.getByRole("button", { name: "It was my test" }).waitFor({ state: "detached" });
    }
  }
  expect(await rowOf(desk.page, "4 Orchard Road").count()).toBe(0);
  await follow(page, "Continue: handover");
  await heading(page, "Handover");
  expect(await findings(page)).toEqual([]);
  const pad = await page.locator(".signature svg").boundingBox();
  if (pad === null) throw new Error("there is no field to sign in");
  await page.mouse.move(pad.x + 30, pad.y + 60);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(pad.x + 30 + step * 12, pad.y + 60 + 30 * Math.sin(step));
  await page.mouse.up();
  await page.getByRole("img", { name: "Signature: drawn" }).waitFor();
  await tap(page, "Sign and make the record");
  await heading(page, "Handover of 4 Orchard Road");
  await page.getByRole("img", { name: "Signature of Edith Birch" }).waitFor();
  await expectAccessible(page, "the record of a handover");
  const printed = await page.pdf({ preferCSSPageSize: true });
  expect(printed.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await tap(page, "Make this home live");
  await page.getByText("This home is live.").waitFor();
  await send[0]?.({ kind: "button", pressed: true });
  await rowOf(desk.page, "4 Orchard Road").click();
  const band = desk.page.locator(".band");
  for (const words of ["Edith Birch", "SW1A 1AA", "needs help with hearing", "falls"]) await band.getByText(words).first().waitFor();
});

test("the installer's pages load at most 120 KB", () => {
  const dist = join(import.meta.dirname, "../../../alarm-console/web/dist");
  const page = readFileSync(join(dist, "installer/index.html"), "utf8");
  const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(2);
  expect(readdirSync(join(dist, "assets"))).toEqual(expect.arrayContaining(files.map((file) => file.replace("assets/", ""))));
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
  expect(bytes).toBeLessThanOrEqual(120 * 1024);
});
