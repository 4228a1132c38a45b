import type { BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { tokenIn } from "#tests/system/carer/carerPhone.ts";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre } from "../setup/centre.ts";

// Browsers make passkeys for names, not for numbers: the phone knows the service as localhost.
const centre = monitoringCentre({ env: { LINKLINE_PUBLIC_URL: "http://localhost" } });
const telephone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const satisfies BrowserContextOptions;
const atLocalhost = () => ({ ...telephone, from: centre.town.service.httpUrl.replace("127.0.0.1", "localhost") });

/** A phone with a lock. `says` is its owner's answer to the next question. */
async function withLock(page: Page): Promise<{ cdp: CDPSession; says(yes: boolean): Promise<void>; keys(): Promise<number> }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  return {
    cdp,
    says: async (yes) => void (await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: yes })),
    keys: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
  };
}

async function invitation(name: string): Promise<string> {
  const { town } = centre;
  const home = await town.home({ name: "4 Orchard Road", contacts: [{ name, relation: "son", phone: "01632 960201" }] });
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${home.id}/carers`);
  const path = `/api/v1/homes/${home.id}/contacts/${body.items[0].contactId}/invitation`;
  const made = await town.call("operator", "POST", path, { sees: "nights", agreedBy: "Edith Birch", by: "link" });
  return tokenIn(made.body.link);
}

test("a son accepts with his phone's lock, signs out, and signs in with it again, without an e-mail address or a password", async () => {
  const token = await invitation("Jonas Birch");
  const { page } = await centre.desk(atLocalhost());
  const lock = await withLock(page);
  await page.goto(`/carer/#/join/${token}`);
  await page.getByLabel("Your email").fill("jonas@birch.example");
  await expectAccessible(page, "an invitation with a passkey");
  expect(await page.getByLabel("Choose a password").count()).toBe(0);

  await lock.says(false);
  await page.getByRole("button", { name: "Accept with this phone’s lock" }).tap();
  await page.getByRole("alert").getByText("The phone’s lock was not used. Try again, or use a password.").waitFor();
  await lock.says(true);
  await page.getByRole("button", { name: "Accept with this phone’s lock" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road", exact: true }).waitFor();
  expect(await lock.keys()).toBe(1);

  await page.getByRole("button", { name: "Sign out" }).tap();
  await page.getByRole("button", { name: "Sign in with this phone’s lock" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road", exact: true }).waitFor();

  // The same link, on the phone of another person.
  const other = await centre.desk(atLocalhost());
  await withLock(other.page);
  await other.page.goto(`/carer/#/join/${token}`);
  await other.page.getByText("This link was used already. If it was not you, tell Link Line at once.").waitFor();
});

test("a passkey that the service does not know, an answer that is sent twice, and an answer to no question sign no one in", async () => {
  const token = await invitation("Meera Joshi");
  const desk = await centre.desk(atLocalhost());
  const { page } = desk;
  await withLock(page);
  await page.goto(`/carer/#/join/${token}`);
  await page.getByLabel("Your email").fill("meera@joshi.example");
  await page.getByRole("button", { name: "Accept with this phone’s lock" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road", exact: true }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).tap();
  const answered = page.waitForRequest((request) => request.url().endsWith("/passkey/sign-in"));
  await page.getByRole("button", { name: "Sign in with this phone’s lock" }).tap();
  const sent = (await answered).postDataJSON();
  await page.getByRole("heading", { name: "4 Orchard Road", exact: true }).waitFor();

  const { httpUrl } = centre.town.service;
  const origin = httpUrl.replace("127.0.0.1", "localhost");
  const send = async (body: unknown, from = origin) =>
    (
      await fetch(`${origin}/api/auth/passkey/sign-in`, {
        method: "POST",
        headers: { origin: from, "content-type": "application/json" },
        body: JSON.stringify(body),
      })
    ).status;
  expect(await send(sent)).toBe(422);
  expect(await send({ response: { ...sent.response, id: "AAAA", rawId: "AAAA" } })).toBe(422);
  expect(await send({ response: { id: sent.response.id, response: { clientDataJSON: "e30" } } })).toBe(422);
  expect(await send({})).toBe(422);
  expect(await send(sent, "https://elsewhere.example")).toBe(422);
});

test("where the phone has no lock, or the person wants none, a password is as good", async () => {
  const token = await invitation("Iris Hale");
  const { page } = await centre.desk(atLocalhost());
  await page.goto(`/carer/#/join/${token}`);
  await page.getByRole("button", { name: "Use a password instead" }).tap();
  await page.getByLabel("Your email").fill("iris@hale.example");
  await page.getByLabel("Choose a password").fill("warm socks and tea");
  await page.getByRole("button", { name: "Accept" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road", exact: true }).waitFor();
});
