import { encode } from "uqr";
import { expect, test } from "vitest";
import { homeAtWork } from "#tests/system/installing/installingTown.ts";
import { monitoringCentre } from "../setup/centre.ts";
import { follow, installersPhone, tap } from "./workshop.ts";

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
