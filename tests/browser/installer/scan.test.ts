import { encode } from "uqr";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { expectForThumbs, follow, heading, installersPhone, tap } from "./workshop.ts";

const centre = monitoringCentre();

/** Runs in the page: the camera shows this code. */
const cameraWith = (cells: readonly (readonly boolean[])[]): string => `
  const cells = ${JSON.stringify(cells)};
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 480;
    const context = canvas.getContext("2d");
    const size = 400 / cells.length;
    const draw = () => {
      context.fillStyle = "white";
      context.fillRect(0, 0, 480, 480);
      context.fillStyle = "black";
      cells.forEach((row, y) => row.forEach((dark, x) => dark && context.fillRect(40 + x * size, 40 + y * size, size + 0.5, size + 0.5)));
      requestAnimationFrame(draw);
    };
    draw();
    return canvas.captureStream(10);
  };
`;

test("a code that is scanned and in use elsewhere says where, and leads to that device", async () => {
  const used = await centre.town.home({ name: "Flat 3, Mill House" });
  const pendant = await centre.town.device(used.id, { room: "Hall" });
  const { devices } = (await centre.town.call("admin", "GET", `/api/v1/homes/${used.id}`)).body;
  const seen = { "if-match": `"${devices[0].version}"` };
  await centre.town.call("admin", "PATCH", `/api/v1/homes/${used.id}/devices/${pendant.id}`, { serial: "PX-77402" }, seen);
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.addInitScript({ content: cameraWith(encode("PX-77402").data) });
  await page.goto(`/installer/#/home/${home.id}`);
  await page.reload();
  await follow(page, "Devices");
  await follow(page, "Add a device");
  await tap(page, "Scan its code");
  await expect.poll(() => page.getByLabel("Serial number").inputValue()).toBe("PX-77402");
  await tap(page, "Continue");
  await page
    .getByText("This number is in use: Pendant, Hall, in Flat 3, Mill House. Take it out there first, or check the number.")
    .waitFor();
  await expectAccessible(page, "a code that is in use");
  await expectForThumbs(page);
  await follow(page, "Open that device");
  await heading(page, "Pendant");
  await page.getByText("Pendant or pull cord · Hall · PX-77402").waitFor();
  await page.getByRole("button", { name: "Return it to stock" }).waitFor();
});

test("a one-time code that nothing used for 15 minutes says that it has expired, and what to do", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.clock.install();
  await page.goto(`/installer/#/home/${home.id}`);
  await page.reload();
  await follow(page, "Devices");
  await follow(page, "Pendant");
  await tap(page, "Make a one-time code");
  await page.locator(".code").waitFor();
  await page.clock.fastForward("15:01");
  await page.getByText("The code has expired: it worked for 15 minutes. Make a new one.").waitFor();
  expect(await page.locator(".code").count()).toBe(0);
  await tap(page, "Make a one-time code");
  await page.locator(".code").waitFor();
});

test("a code before the camera is the serial number; the reader comes from this host", async () => {
  const home = await homeAtWork(centre.town);
  const { page } = await installersPhone(centre);
  await page.addInitScript({ content: cameraWith(encode("PX-77401").data) });
  await page.goto(`/installer/#/home/${home.id}`);
  await page.reload();
  await follow(page, "Devices");
  await follow(page, "Add a device");
  await tap(page, "Scan its code");
  await expect.poll(() => page.getByLabel("Serial number").inputValue()).toBe("PX-77401");
});
