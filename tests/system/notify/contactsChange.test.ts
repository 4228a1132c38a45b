import { expect, test } from "vitest";
import { jonas, meera, messageTown } from "./messageTown.ts";

const { town, clock, gateway, home } = await messageTown();

test("a contact who is taken out while the ladder runs changes no one else's turn", async () => {
  const ravi = { name: "Ravi Elm", relation: "neighbour", phone: "01632 960203", channels: [{ type: "text", address: "+441632960203" }] };
  const flat = await home({ contacts: [jonas, meera, ravi] as never });
  await flat.press();
  await gateway.next(jonas.channels[0].address);
  await flat.says("Text to Jonas Birch sent");
  const [first] = (await town.call("operator", "GET", `/api/v1/homes/${flat.id}`)).body.contacts;
  const taken = await fetch(`${town.service.httpUrl}/api/v1/homes/${flat.id}/contacts/${first.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${await town.token("operator")}`, "if-match": `"${first.version}"` },
  });
  expect(taken.status).toBe(200);
  clock.advance(180_000);
  await gateway.next(meera.channels[0].address);
  await flat.says("Text to Meera Shah sent");
  expect(await flat.lines()).toEqual(["Text to Jonas Birch sent", "Text to Meera Shah sent"]);
});
