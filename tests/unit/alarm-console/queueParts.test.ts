import { expect, it } from "vitest";
import { risksOf } from "#alarm-console/web/operator/case/band/risks.ts";
import { lastResult, stepList } from "#alarm-console/web/operator/case/steps/stepList.ts";
import { queueParts } from "#alarm-console/web/operator/queue/queueParts.ts";
import { contact as contactOf } from "#domain/record/contactFields.ts";
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
