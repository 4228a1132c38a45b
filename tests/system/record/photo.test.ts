import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#domain/role.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { tinyPng } from "./pictures.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

const place = "51.5074 N 0.1278 W";
/** `seen`: the version of the person that the caller saw; null: the caller sends none. */
const send = async (role: Role, method: string, path: string, body?: Uint8Array, type = "image/png", seen: number | null = 1) =>
  fetch(`${town.service.httpUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await town.token(role)}`,
      ...(seen === null ? {} : { "if-match": `"${seen}"` }),
      ...(body === undefined ? {} : { "content-type": type }),
    },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
async function edith(): Promise<{ homeId: string; path: string }> {
  const { id } = await town.home({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }] });
  const { people } = (await town.call("operator", "GET", `/api/v1/homes/${id}`)).body;
  expect(people[0].photoAt).toBeNull();
  return { homeId: id, path: `/homes/${id}/people/${people[0].id}/photo` };
}

test("an installer sets a photo, an operator sees it without the place in it, no cache keeps it, and the history says who set it", async () => {
  const { homeId, path } = await edith();
  expect((await send("operator", "GET", path)).status).toBe(404);
  const set = await send("installer", "PUT", path, tinyPng(place), "image/jpeg");
  expect([set.status, await set.json()]).toEqual([200, { type: "image/png", bytes: expect.any(Number), version: 2 }]);
  const shown = await send("operator", "GET", path);
  expect(shown.status).toBe(200);
  expect(shown.headers.get("content-type")).toBe("image/png");
  expect(shown.headers.get("cache-control")).toBe("no-store");
  expect(shown.headers.get("x-content-type-options")).toBe("nosniff");
  const bytes = Buffer.from(await shown.arrayBuffer());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(bytes.toString("latin1")).not.toContain(place);
  const home = (await town.call("operator", "GET", `/api/v1/homes/${homeId}`)).body;
  expect(home.people[0].photoAt).toEqual(expect.any(String));
  await town.restart();
  expect(Buffer.from(await (await send("operator", "GET", path)).arrayBuffer())).toEqual(bytes);

  expect((await send("operator", "DELETE", path, undefined, "", 2)).status).toBe(200);
  expect((await send("operator", "GET", path)).status).toBe(404);
  const { items } = (await town.call("operator", "GET", `/api/v1/homes/${homeId}/changes`)).body;
  expect(items.map(({ by, before, after }: Json) => [by, before.photo, after.photo])).toEqual([
    ["Test operator", "a photo", "none"],
    ["Test installer", "none", "a photo"],
  ]);
});

test("a file that is no photo, one that is too large, another home's person and those who may not see the person are refused", async () => {
  const { homeId, path } = await edith();
  const other = await edith();
  const wrong = await send("operator", "PUT", path, Buffer.from("<svg/>"));
  expect([wrong.status, ((await wrong.json()) as Json).error.message]).toEqual([422, "Choose a photo in JPEG, PNG or WebP."]);
  expect((await send("operator", "PUT", path, Buffer.alloc(1024 * 1024 + 1))).status).toBe(422);
  expect((await send("operator", "PUT", path, Buffer.alloc(3 * 1024 * 1024))).status).toBe(413);
  expect((await send("operator", "PUT", path, Buffer.from("name=x"), "application/x-www-form-urlencoded")).status).toBe(415);
  expect((await send("operator", "PUT", path, tinyPng(""))).status).toBe(200);
  const crossed = path.replace(`/homes/${homeId}/`, `/homes/${other.homeId}/`);
  expect((await send("operator", "GET", crossed)).status).toBe(404);
  expect((await send("operator", "PUT", crossed, tinyPng(""))).status).toBe(404);
  expect((await send("tester", "GET", path)).status).toBe(404);
  expect((await send("carer", "GET", path)).status).toBe(403);
  expect((await fetch(`${town.service.httpUrl}/api/v1${path}`)).status).toBe(401);
});

test("two who set a photo of one person do not overwrite each other: the second is told, and so is one who sends no version", async () => {
  const { homeId, path } = await edith();
  expect((await send("installer", "PUT", path, tinyPng(""), "image/png", null)).status).toBe(428);
  const [first, second] = await Promise.all([send("installer", "PUT", path, tinyPng("a")), send("operator", "PUT", path, tinyPng("b"))]);
  expect([first.status, second.status].sort()).toEqual([200, 412]);
  const stale = (await (first.status === 412 ? first : second).json()) as Json;
  expect(stale).toMatchObject({ error: { code: "changedMeanwhile", details: { version: 2 } } });
  expect((await send("operator", "DELETE", path, undefined, "", 1)).status).toBe(412);
  expect((await send("operator", "DELETE", path, undefined, "", null)).status).toBe(428);
  expect((await send("operator", "GET", path)).status).toBe(200);
  // A correction of the person and a photo have one version: neither hides the other.
  const { people } = (await town.call("operator", "GET", `/api/v1/homes/${homeId}`)).body;
  expect(people[0].version).toBe(2);
  const personPath = `/api/v1${path.replace(/\/photo$/, "")}`;
  const corrected = await town.call("operator", "PATCH", personPath, { notes: "Likes tea" }, { "if-match": '"2"' });
  expect(corrected).toMatchObject({ status: 200, body: { version: 3 } });
  expect((await send("operator", "PUT", path, tinyPng("c"), "image/png", 2)).status).toBe(412);
  expect((await send("operator", "PUT", path, tinyPng("c"), "image/png", 3)).status).toBe(200);
  const { items } = (await town.call("operator", "GET", `/api/v1/homes/${homeId}/changes`)).body;
  expect(items.map(({ after }: Json) => after.photo ?? "a correction")).toEqual(["another photo", "a correction", "a photo"]);
});
