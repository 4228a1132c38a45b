import { afterAll, expect, test } from "vitest";
import { signatureOf } from "../setup/providers/gateway.ts";
import { httpProvider } from "../setup/providers/httpProvider.ts";
import { meera, messageTown } from "./messageTown.ts";

const receiver = await httpProvider("webhooks");
const { town, clock, mail, home } = await messageTown();
afterAll(() => receiver.stop());
await town.service.accounts.create({
  email: "toni@centre.example",
  name: "Toni Reed",
  role: "supervisor",
  password: "a long enough password",
});
const centreFirst = { policy: [{ notify: ["centre" as const], waitSeconds: 60 }], contacts: [meera] as never };

test("a program gets each change of a case, signed, also the last one after it was away, and nothing of a test home", async () => {
  const { status, body: added } = await town.call("admin", "POST", "/api/v1/webhook-receivers", {
    name: "Care records",
    url: receiver.url,
  });
  expect(status).toBe(201);
  await (await home({ ...centreFirst, mode: "test" })).press();
  const flat = await home(centreFirst);
  await flat.press();
  const posted = await receiver.posts.next();
  expect(posted.headers["webhook-signature"]).toBe(signatureOf(added.secret, posted));
  const first = JSON.parse(posted.body.toString());
  expect(first).toMatchObject({ type: "case.changed", data: { homeId: flat.id, state: "waiting", version: 1 } });

  receiver.answers(() => ({ status: 503 }));
  await town.call("operator", "POST", `/api/v1/cases/${first.data.id}/claim`);
  await receiver.posts.next();
  await town.call("operator", "POST", `/api/v1/cases/${first.data.id}/close`, {
    outcome: "accidental",
    note: "Pressed while dusting",
    rings: 1,
  });
  receiver.answers(() => ({ status: 200 }));
  const isClosed = ({ body }: { body: Buffer }): boolean => JSON.parse(body.toString()).data.state === "closed";
  const closed = receiver.posts.next(isClosed);
  clock.advance(2_000);
  expect(JSON.parse((await closed).body.toString()).data.version).toBeGreaterThan(first.data.version);
});

test("a program that answers 410 is disabled, the list says so, and the supervisor hears of it by e-mail", async () => {
  receiver.answers(() => ({ status: 410 }));
  const flat = await home(centreFirst);
  await flat.press();
  await receiver.posts.next();
  const { to, subject } = await mail.mails.next();
  expect(to).toBe("toni@centre.example");
  expect(subject).toContain(`The webhook receiver "Care records" answered 410 Gone and gets no more messages`);
  const { body } = await town.call("supervisor", "GET", "/api/v1/webhook-receivers");
  expect(body.items).toMatchObject([{ name: "Care records", disabledWhy: "answered 410 Gone" }]);
  expect(JSON.stringify(body)).not.toContain("whsec_");
  await flat.press();
});
