import { expect, it } from "vitest";
import { mustKnow, risksOf } from "#alarm-console/web/operator/case/band/risks.ts";
import { lastResult, stepList } from "#alarm-console/web/operator/case/steps/stepList.ts";
import { queueParts } from "#alarm-console/web/operator/queue/queueParts.ts";
import { addressText } from "#alarm-console/web/shared/homeDetails/addressText.ts";
import { howToTalk } from "#alarm-console/web/shared/homeDetails/people/personWords.ts";
import { contact as contactOf } from "#domain/record/contactFields.ts";
import { person as personOf } from "#domain/record/personFields.ts";
import { heldBy, openedAt, someCase, someEntry } from "./someCase.ts";

it("the queue keeps what waits, what is mine, what is with the family and what others hold apart", () => {
  const live = [
    someCase("1"),
    someCase("2", heldBy("me")),
    someCase("3", { centreSince: null, sounds: "nobody" }),
    someCase("4", heldBy("robin")),
  ];
  const { waiting, mine, family, others } = queueParts(live, "me");
  expect([waiting, mine, family, others].map((part) => part.map(({ id }) => id))).toEqual([["1"], ["2"], ["3"], ["4"]]);
});

it("a case that a colleague offers me, or does not hear, is among those that wait", () => {
  const offered = someCase("1", { ...heldBy("robin"), sounds: "offered", offeredTo: { id: "me", name: "Me", until: openedAt } });
  const unheard = someCase("2", { ...heldBy("robin"), sounds: "operators" });
  expect(queueParts([offered, unheard], "me").waiting).toEqual([offered, unheard]);
});

it("notes about a person are shown as separate risks, and a sentence with a comma stays whole", () => {
  expect(risksOf("living with dementia, oxygen at home")).toEqual(["living with dementia", "oxygen at home"]);
  expect(risksOf("Falls easily; the key is under the third pot, left of the door")).toEqual([
    "Falls easily",
    "the key is under the third pot, left of the door",
  ]);
  expect(risksOf("")).toEqual([]);
});

it("the operator reads the risks and needs of the record, not only the notes", () => {
  const edith = personOf.parse({
    ...{ name: "Edith Birch", preferredName: "Edie", language: "Polish", notes: "two cats" },
    ...{ communicationNeeds: ["hearing"], communication: "speak slowly" },
    risks: [{ risk: "oxygen", note: "cylinder by the bed" }, { risk: "livesAlone" }, { risk: "other", note: "low ceiling" }],
  });
  expect(mustKnow(edith)).toEqual(["oxygen: cylinder by the bed", "lives alone", "low ceiling", "two cats"]);
  expect(howToTalk(edith)).toEqual(["speak slowly", "needs help with hearing", "speaks Polish", "likes to be called Edie"]);
  expect(howToTalk(personOf.parse({ name: "Edith Birch" }))).toEqual([]);
});

it("the address that an operator says to an ambulance has the postcode, once", () => {
  const place = { address: "Upper Edge\nGloucestershire", postcode: "GL12 7AB", what3words: "" };
  expect(addressText(place)).toBe("Upper Edge, Gloucestershire, GL12 7AB");
  expect(addressText({ ...place, address: "4 Mill Lane, gl12 7ab" })).toBe("4 Mill Lane, gl12 7ab");
  expect(addressText({ ...place, address: "" })).toBe("GL12 7AB");
});

it("each step shows what was recorded about it last", () => {
  const contact = contactOf.parse({ name: "Meera Shah", relation: "daughter", phone: "+44 20 7946 0001", keyholder: true });
  const steps = stepList([contact, { ...contact, name: "Col Ash", keyholder: false }]);
  expect(steps.map(({ title }) => title)).toEqual([
    "Speak to the home",
    "Meera Shah (daughter)",
    "Col Ash (daughter)",
    "Send a responder",
    "Call 999",
  ]);
  const called = (place: number, result: string) =>
    someEntry({ event: "action", text: result, action: { action: "call", contact: place, result } });
  const timeline = [called(1, "noAnswer"), called(2, "noAnswer"), called(1, "onTheWay")];
  expect(steps.map((step) => lastResult(step, timeline)?.action?.result)).toEqual([
    undefined,
    "onTheWay",
    "noAnswer",
    undefined,
    undefined,
  ]);
});
