import { expect, test } from "vitest";
import { caseShown, confirmSound, monitoringCentre, rowOf } from "../../setup/centre.ts";

const centre = monitoringCentre();
const long = "Bartholomew Featherstonehaugh-Cholmondeley of Upper Elmstead";

test("at 1440×900 a case of two alarms with long names and eight contacts can be answered and closed without scrolling", async () => {
  expect(long.length).toBe(60);
  const { page } = await centre.staff("Robin", { viewport: { width: 1440, height: 900 } });
  await confirmSound(page);
  const { id } = await centre.town.home({
    name: long,
    address: "Flat 3, 12 Sycamore Court, Upper Embankment Gardens",
    people: [{ name: long, communication: "hard of hearing, left ear", notes: "living with dementia, oxygen at home" }],
    contacts: ["Meera", "Jonas", "Ada", "Piotr", "Siobhan", "Kwame", "Ines", "Col"].map((name, nth) => ({
      name: `${name} Featherstonehaugh-Okafor`,
      relation: "neighbour",
      phone: `+44 20 7946 000${nth}`,
      keyholder: nth === 0,
    })),
  });
  const [pendant, detector] = await Promise.all([
    centre.town.device(id, { room: "Upstairs bathroom" }),
    centre.town.device(id, { kind: "fall", name: "Fall detector", room: "Upstairs bathroom" }),
  ]);
  const [button, fall] = await Promise.all([centre.town.unit(pendant), centre.town.unit(detector)]);
  await button.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  await fall.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "fall", state: "fallen", seq: 1, boot: "b" }), { qos: 1 });
  await rowOf(page, long).click();
  await page.keyboard.press("c");
  const shown = caseShown(page);
  await shown.getByText("Claimed by you").waitFor();
  await shown.getByText("A different outcome for one alarm").waitFor();

  for (const part of [
    shown.getByRole("heading", { name: long }),
    shown.getByRole("list", { name: "What rang" }),
    shown.getByRole("button", { name: /^Hand over/ }),
    shown.getByRole("button", { name: "Answered: Speak to the home" }),
    shown.getByRole("link", { name: /^Call Ada/ }),
    shown.getByRole("button", { name: "Called: Call 999" }),
    shown.getByLabel("Note"),
    shown.getByRole("radio").last(),
    shown.getByRole("button", { name: "Close case" }),
    page.getByRole("img", { name: /^Chart of the last 12 hours/ }),
  ]) {
    const box = await part.boundingBox();
    expect((box?.y ?? 1000) + (box?.height ?? 0), String(part)).toBeLessThanOrEqual(900 - 30);
    expect(box?.y, String(part)).toBeGreaterThan(40);
  }

  await shown.getByRole("button", { name: "Show 5 more contacts" }).click();
  await shown.getByRole("link", { name: /^Call Col/ }).waitFor();
  await shown.getByRole("button", { name: "Show fewer contacts" }).click();
  for (const name of ["Meera", "Jonas", "Ada"]) await shown.getByRole("button", { name: new RegExp(`^No answer: ${name}`) }).click();
  await shown.getByRole("link", { name: /^Call Piotr/ }).waitFor();

  // 200 % zoom of that screen: the case scrolls in its column, and nothing makes the page longer than the screen.
  await page.setViewportSize({ width: 720, height: 450 });
  await page.getByRole("button", { name: "Show as table" }).click();
  expect(await page.evaluate("document.documentElement.scrollHeight - innerHeight")).toBeLessThanOrEqual(0);
});
