import { expect, test } from "vitest";
import { expectAccessible } from "../setup/accessibility.ts";
import { monitoringCentre, signIn } from "../setup/centre.ts";

const centre = monitoringCentre();
const password = "seven pelicans on a jetty";

test("an administrator makes an account, its person chooses a password with the link, and is out when the account is disabled", async () => {
  const { page: admin } = await centre.staff("Uli", { role: "admin" });
  await admin.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Accounts" }).click();
  await admin.getByRole("heading", { name: "Accounts", exact: true }).waitFor();
  await admin.getByLabel("Name", { exact: true }).fill("Ada Wright");
  await admin.getByLabel("Email", { exact: true }).fill("ada.wright@centre.example");
  await admin.getByRole("button", { name: "Create account" }).click();
  const link = await admin.getByText("/#/welcome/").innerText();
  await expectAccessible(admin, "accounts");

  const { page: ada } = await centre.desk();
  await ada.goto(link);
  await ada.getByText("Hello Ada Wright.").waitFor();
  await ada.getByLabel("New password").fill("password1234");
  await ada.getByRole("button", { name: "Set password and sign in" }).click();
  await ada.getByText("this one is easy to guess").waitFor();
  await expectAccessible(ada, "a sign-in link");
  await ada.getByLabel("New password").fill(password);
  await ada.getByRole("button", { name: "Set password and sign in" }).click();
  await ada.getByRole("region", { name: "Queue" }).waitFor();

  await admin.getByRole("button", { name: "Ada Wright" }).click();
  await admin.getByRole("list", { name: "Sessions of Ada Wright" }).getByRole("listitem").waitFor();
  await expectAccessible(admin, "one account");
  await admin.getByRole("button", { name: "Disable Ada Wright" }).click();
  await admin.getByRole("button", { name: "Enable Ada Wright" }).waitFor();
  await admin.getByRole("list", { name: "Changes of Ada Wright" }).getByText("Uli disabled the account").waitFor();
  await ada.getByLabel("Email").waitFor();
  await signIn(ada, { email: "ada.wright@centre.example", password });
  await ada.getByRole("alert").getByText("This account is disabled. Ask an administrator.").waitFor();
});

test("a person with a one-time password chooses another one before anything else, and later changes it", async () => {
  const body = { email: "bea@centre.example", name: "Bea", role: "operator", firstWay: "password" };
  const { oneTimePassword } = (await centre.town.call("admin", "POST", "/api/v1/accounts", body)).body;
  const { page } = await centre.desk();
  await signIn(page, { email: "bea@centre.example", password: oneTimePassword });
  await page.getByText("You signed in with a one-time password.").waitFor();
  expect(await page.getByRole("region", { name: "Queue" }).count()).toBe(0);
  await page.getByLabel("One-time password").fill("not the password");
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("This is not your present password.").waitFor();
  await expectAccessible(page, "a one-time password");
  await page.getByLabel("One-time password").fill(oneTimePassword);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("region", { name: "Queue" }).waitFor();

  await page.getByRole("link", { name: "Bea" }).click();
  await page.getByLabel("Present password").fill(password);
  await page.getByLabel("New password").fill("a kettle for nine violins");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed.").waitFor();
  await expectAccessible(page, "one's own account");
});

test("an administrator makes a token for a program, which shows once, and ends it", async () => {
  const { page } = await centre.staff("Vera", { role: "admin" });
  await page.getByRole("link", { name: "Vera" }).click();
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.getByLabel("Name of the program").fill("Care records");
  await page.getByRole("button", { name: "Make token" }).click();
  const token = await page.getByText(/^ll_/).innerText();
  const status = async () =>
    (await fetch(`${centre.town.service.httpUrl}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await status()).toBe(200);
  const row = page.getByRole("list", { name: "Tokens" }).getByRole("listitem").filter({ hasText: "Care records" });
  await row.getByText("made by Vera").waitFor();
  await expectAccessible(page, "tokens");
  await row.getByRole("button").click();
  await row.waitFor({ state: "detached" });
  expect(await status()).toBe(401);
});
