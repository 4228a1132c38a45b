import { expect, test } from "vitest";
import { heardLog } from "../database/heardLog.ts";
import { meera, messageTown } from "./messageTown.ts";

const { log, lines } = heardLog();
const warned = (): boolean => lines.some(({ msg }) => msg.startsWith("LINKLINE_PUBLIC_URL is not set"));
const password = "a long enough password";

const { town, clock, mail, home } = await messageTown();
const toni = { email: "toni@centre.example", name: "Toni Reed", role: "supervisor" as const };
const uli = { email: "uli@centre.example", name: "Uli Marsh", role: "admin" as const };
for (const account of [toni, uli]) await town.service.accounts.create({ ...account, password });

test("messages to supervisors and administrators lead to the case on the console, where they sign in", async () => {
  const flat = await home({ policy: [{ notify: ["centre"], waitSeconds: 60 }], contacts: [meera] as never });
  await flat.press();
  const [{ id }] = (await town.call("operator", "GET", `/api/v1/cases?home=${flat.id}`)).body.items;
  for (let second = 0; second < 62; second += 1) {
    clock.advance(1_000);
    await town.call("operator", "GET", `/api/v1/cases/${id}`);
  }
  const toSupervisor = await mail.mails.next(({ to }) => to === toni.email);
  expect(toSupervisor.subject).toContain("12 Sycamore Court: not claimed yet: SOS pressed");
  expect(toSupervisor.body).toContain(`\nhttps://linkline.example/#case-${id}\n`);
  expect(toSupervisor.body).toContain("You sign in with your own account.");
  const toAdministrator = await mail.mails.next(({ to }) => to === uli.email);
  expect(toAdministrator.subject).toContain("No operator is on duty");
  expect(toAdministrator.body).toContain("\nhttps://linkline.example/\n");
  await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
});

test("where messages leave and LINKLINE_PUBLIC_URL is not set, the log says so at the start, and the wall shows it", async () => {
  const other = await messageTown({ env: { LINKLINE_PUBLIC_URL: "" }, log });
  expect(warned()).toBe(true);
  const channels = async (of: typeof town) =>
    (await of.call("supervisor", "GET", "/api/v1/wall")).body.lamps.find(({ name }: { name: string }) => name === "channels");
  expect(await channels(other.town)).toMatchObject({ state: "warning", text: "Links in messages open only inside the centre" });
  expect(await channels(town)).toMatchObject({ state: "well" });
});
