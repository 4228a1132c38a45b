import { afterAll, beforeAll, expect, test } from "vitest";
import { type FrontDoor, frontDoor } from "#tests/system/access/frontDoor.ts";
import { monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre({ env: { LINKLINE_TRUSTED_PROXIES: "127.0.0.1" } });
let door: FrontDoor;
beforeAll(async () => {
  door = await frontDoor(centre.town.service.httpUrl, { address: "198.51.100.7", tls: true });
});
afterAll(() => door.stop());

test("over https an operator signs in, is connected, and signs out; the browser holds the session in a cookie of this host alone", async () => {
  const { page } = await centre.staff("Robin", { from: door.url, ignoreHTTPSErrors: true });
  await page.getByRole("region", { name: "Queue" }).waitFor();
  await page.getByRole("status", { name: "Connection" }).getByText("Connected", { exact: true }).waitFor();
  const [cookie, ...more] = await page.context().cookies();
  expect(more).toEqual([]);
  expect(cookie).toMatchObject({
    name: "__Host-linkline.session_token",
    domain: "localhost",
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "Lax",
  });
  await page.reload();
  await page.getByRole("region", { name: "Queue" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Email").waitFor();
  expect(await page.context().cookies()).toEqual([]);
});
