import { describe, test } from "vitest";
import { expectAccessible as good } from "../setup/accessibility.ts";
import { smallestDesk } from "../setup/browser.ts";
import { caseShown, monitoringCentre, rowOf, spokeToHome } from "../setup/centre.ts";

const centre = monitoringCentre();

describe.each(["dark", "light"] as const)("in %s colours, on the smallest screen", (colorScheme) => {
  const setting = { colorScheme, reducedMotion: "reduce" as const, viewport: smallestDesk };

  test("sign-in, an empty queue and a busy queue with a claimed alarm have no serious accessibility fault", async () => {
    const { page: entrance } = await centre.desk(setting);
    await entrance.getByLabel("Email").waitFor();
    await good(entrance, "sign-in");

    const { page } = await centre.staff("Robin Featherstone-Haughton", setting);
    await page.getByRole("heading", { name: "No open cases" }).waitFor();
    await good(page, "quiet");

    const homes = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((number) => centre.pendantHome(busyHome(number), "Upstairs bathroom, by the window")),
    );
    for (const home of homes) await home.press();
    const bench = await centre.pendantHome({ name: "Test bench", mode: "test" });
    await bench.press();
    await page.getByRole("button", { name: "Test homes 1" }).click();
    await rowOf(page, busyHome(6).name).waitFor();
    await good(page, "busy, nothing claimed");

    await rowOf(page, busyHome(1).name).click();
    await caseShown(page).getByRole("button", { name: "Claim" }).click();
    await caseShown(page).getByRole("button", { name: "Close case" }).click();
    await caseShown(page).getByText("Select an outcome, then close the case.").waitFor();
    await page.getByText("Ada Elm 1").waitFor();
    await good(page, "busy, one in hand");

    await spokeToHome(page);
    await caseShown(page).getByRole("radio", { name: "Accidental press" }).check();
    await caseShown(page).getByRole("button", { name: "Close case" }).click();
    await page.getByRole("status", { name: "Just closed" }).getByText("Accidental press").waitFor();
    await good(page, "closed, and the next one open");

    for (const { homeId } of [...homes, bench]) await closeAllOf(homeId);
    await page.getByText("No case is waiting").waitFor();
  });
});

const busyHome = (number: number) => ({
  name: `Flat ${number}, The Old Waterworks, Upper Embankment Gardens`,
  address: `Flat ${number}, The Old Waterworks, Upper Embankment Gardens, Elmstead-under-Hill`,
  people: [{ name: `Ada Elm ${number}`, communication: "signs, does not speak", notes: "living with dementia, oxygen at home" }],
  contacts: [
    { name: "Bernadette Elm-Hawthorne", relation: "daughter", phone: "+44 20 7946 0001", keyholder: true },
    { name: "Col Ash", relation: "neighbour", phone: "+44 20 7946 0002", keyholder: false },
  ],
});

async function closeAllOf(homeId: string): Promise<void> {
  const { body } = await centre.town.call("admin", "GET", `/api/v1/alarms?state=open&home=${homeId}`);
  for (const { id } of body.items) await centre.town.call("admin", "POST", `/api/v1/alarms/${id}/close`, { outcome: "testCall" });
}
