import { describe, expect, test } from "vitest";
import { nextAt } from "#response/case/steps/caseTimers.ts";
import { contactAccepts, contactHandsOver } from "#response/case/steps/contactAnswers.ts";
import { acceptHandOver, acknowledgeRing, claim, followUp, handOver } from "#response/case/steps/holding.ts";
import { ringCase } from "#response/case/steps/ringCase.ts";
import { atCentreCase, atSecond, CaseStory, jonas, kim, meera, robin, settings, withFamilyCase } from "./caseStory.ts";

const press = { priority: "critical", event: "rangAgain", toCentre: true, familyUnreached: false } as const;

describe("a case that no operator claims", () => {
  test("rings again after 30 s, calls the supervisor after 60 s, everyone after 120 s, and rings each five minutes", () => {
    const { lines, sent } = new CaseStory(atCentreCase).until(720);
    expect(lines).toEqual([
      "30 Not claimed for 30 s: rings every desk again",
      "60 Not claimed for 60 s: the supervisors are notified",
      "120 Not claimed for 2 min: everyone and the fallback contacts are notified",
      "420 Not claimed for 7 min: rings every desk again",
      "720 Not claimed for 12 min: rings every desk again",
    ]);
    expect(sent).toEqual(["60 supervisor supervisors", "120 everyone fallbackContacts"]);
  });

  test("catches up after ten minutes without the service, each step once, and says how late", () => {
    const { lines } = new CaseStory(atCentreCase).until(10).downUntil(610).until(720);
    expect(lines).toEqual([
      "610 Not claimed for 30 s: rings every desk again (10 min late)",
      "610 Not claimed for 60 s: the supervisors are notified (9 min late)",
      "610 Not claimed for 2 min: everyone and the fallback contacts are notified (8 min late)",
      "610 Not claimed for 7 min: rings every desk again (3 min late)",
      "720 Not claimed for 12 min: rings every desk again",
    ]);
  });

  test("makes up for one of the repeated rings that a night without the service missed", () => {
    const { lines } = new CaseStory(atCentreCase).until(121).downUntil(28_900).until(28_920);
    expect(lines.slice(3)).toEqual([
      "28900 Not claimed for 7 h 57 min: rings every desk again (7 h 55 min late)",
      "28920 Not claimed for 8 h 2 min: rings every desk again",
    ]);
  });
});

describe("a case with the family", () => {
  test("notifies the second contact after three minutes, and is at the centre after three more", () => {
    const story = new CaseStory(withFamilyCase).until(390);
    expect(story.sent).toEqual(["180 Jonas email"]);
    expect(story.lines).toEqual(["360 No answer from the family: at the centre now", "390 Not claimed for 30 s: rings every desk again"]);
  });

  test('stops calling when a contact says "I\'m on it", asks that contact again after 30 minutes, and then is at the centre', () => {
    const story = new CaseStory(withFamilyCase).until(100).does((one, context) => contactAccepts(one, meera, context));
    story.until(100 + 1_800 + 180);
    expect(story.sent).toEqual(["1900 Meera text"]);
    expect(story.lines).toEqual([
      "100 Meera said: I'm on it",
      "1900 Meera is asked again: is it over?",
      "2080 Meera did not answer again: handed to the centre",
    ]);
    expect(story.case.phase).toMatchObject({ state: "waiting", centreSince: atSecond(2_080) });
  });

  test("gives a contact who answers again 30 minutes more", () => {
    const accepts = (story: CaseStory) => story.does((one, context) => contactAccepts(one, meera, context));
    const story = accepts(accepts(new CaseStory(withFamilyCase).until(10)).until(1_900)).until(3_600);
    expect(story.lines).toEqual(["10 Meera said: I'm on it", "1810 Meera is asked again: is it over?", "1900 Meera said: I'm on it"]);
    expect(nextAt(story.case, settings)).toBe(atSecond(3_700));
  });

  test('an alarm that rings after "I\'m on it" has a ladder, and the same contact stops that too', () => {
    const story = new CaseStory(withFamilyCase).until(10).does((one, context) => contactAccepts(one, meera, context));
    const [ladder] = withFamilyCase.ladders;
    story.case = { ...story.case, ladders: [...story.case.ladders, { ...ladder, id: "l2", nextStep: 1, dueAt: atSecond(200) } as never] };
    story.until(20).does((one, context) => contactAccepts(one, meera, context));
    expect(story.until(600).sent).toEqual([]);
    expect(story.lines).toEqual(["10 Meera said: I'm on it", "20 Meera said: I'm on it"]);
  });

  test("an alarm about a contingency plan stays at the centre: no contact takes the case from there while it is open", () => {
    const contingency = { ...atCentreCase.alarms[0], id: "a2", rule: "contingency", priority: "advisory" } as const;
    const phase = { state: "waiting", centreSince: atSecond(5), centreSteps: 0 } as const;
    const begun = { ...withFamilyCase, phase, alarms: [...withFamilyCase.alarms, contingency] } as typeof withFamilyCase;
    const story = new CaseStory(begun).until(10).does((one, context) => contactAccepts(one, meera, context));
    expect(story.case.phase).toEqual(phase);
    expect(story.case.ladders[0]?.dueAt).toBeNull();
    story.case = { ...story.case, alarms: [...withFamilyCase.alarms, { ...contingency, isOpen: false }] as never };
    expect(story.does((one, context) => contactAccepts(one, jonas, context)).case.phase).toMatchObject({ centreSince: null });
  });

  test("a second contact who says it too is noted; the first is the one who is asked again", () => {
    const story = new CaseStory(withFamilyCase).until(10).does((one, context) => contactAccepts(one, meera, context));
    story
      .until(20)
      .does((one, context) => contactAccepts(one, jonas, context))
      .until(1_810);
    expect(story.lines).toEqual(["10 Meera said: I'm on it", "20 Jonas said: I'm on it too", "1810 Meera is asked again: is it over?"]);
  });

  test("is at the centre when one of two contacts who are on it hands it over, and the other stays on it", () => {
    const both = () =>
      new CaseStory(withFamilyCase)
        .does((one, context) => contactAccepts(one, meera, context))
        .until(10)
        .does((one, context) => contactAccepts(one, jonas, context))
        .until(20);
    const { case: withJonas } = both().does((one, context) => contactHandsOver(one, meera, context));
    expect(withJonas).toMatchObject({ accepted: { name: "Jonas", at: atSecond(10), others: [] }, phase: { centreSince: atSecond(20) } });
    const { case: withMeera } = both().does((one, context) => contactHandsOver(one, jonas, context));
    expect(withMeera).toMatchObject({ accepted: { name: "Meera", others: [] }, phase: { centreSince: atSecond(20) } });
    const none = both()
      .does((one, context) => contactHandsOver(one, meera, context))
      .does((one, context) => contactHandsOver(one, jonas, context));
    expect(none.case.accepted).toBeNull();
  });

  test('a second contact who presses "I\'m on it" three times is written once', () => {
    const story = new CaseStory(withFamilyCase).does((one, context) => contactAccepts(one, meera, context));
    for (let presses = 0; presses < 3; presses += 1) story.does((one, context) => contactAccepts(one, jonas, context));
    story.does((one, context) => contactAccepts(one, meera, context));
    expect(story.lines).toEqual(["0 Meera said: I'm on it", "0 Jonas said: I'm on it too"]);
  });

  test("when the first contact is asked again and stays silent, it is at the centre, which sees that the second is on it", () => {
    const story = new CaseStory(withFamilyCase).does((one, context) => contactAccepts(one, meera, context)).until(900);
    story.does((one, context) => contactAccepts(one, jonas, context)).until(1_980);
    expect(story.lines.at(-1)).toBe("1980 Meera did not answer again: handed to the centre");
    expect(story.case).toMatchObject({ accepted: { name: "Jonas" }, phase: { centreSince: atSecond(1_980) } });
  });

  test("is at the centre at once when a contact hands it to Link Line", () => {
    const story = new CaseStory(withFamilyCase).until(10).does((one, context) => contactHandsOver(one, jonas, context));
    expect(story.case.phase).toEqual({ state: "waiting", centreSince: atSecond(10), centreSteps: 0 });
    expect(story.until(39).lines).toEqual(["10 Jonas handed it to Link Line"]);
  });

  test("a life-safety case at the centre goes on ringing there when a contact says it; another one is the contact's", () => {
    const accepts = (begun: typeof atCentreCase) =>
      new CaseStory(begun).does((one, context) => contactAccepts(one, meera, context)).until(60);
    expect(accepts(atCentreCase).lines).toHaveLength(3);
    expect(accepts({ ...atCentreCase, priority: "urgent" }).lines).toEqual(["0 Meera said: I'm on it"]);
  });
});

describe("a claimed case", () => {
  const claimed = () => new CaseStory(atCentreCase).does((one, context) => claim(one, robin, context));

  test("that no one touches asks its holder after 5 minutes and is back in the queue after 7", () => {
    const { lines } = claimed().until(450);
    expect(lines).toEqual([
      "0 Claimed by Robin",
      "300 Robin was asked: do you still have this case?",
      "420 Back to the queue: Robin did nothing for 7 min",
      "450 Not claimed for 30 s: rings every desk again",
    ]);
  });

  test("leaves its holder the two minutes after the question, also when an outage made the question late", () => {
    const { lines } = claimed().until(10).downUntil(1_000).until(1_120);
    expect(lines).toEqual([
      "0 Claimed by Robin",
      "1000 Robin was asked: do you still have this case? (12 min late)",
      "1120 Back to the queue: Robin did nothing for 7 min",
    ]);
  });

  test("whose new press is not acknowledged for 10 s sounds at every desk, and the holder keeps it", () => {
    const story = claimed().until(20);
    story.case = ringCase(story.case, { ...press, now: atSecond(20) });
    expect(story.until(29).case.phase).toMatchObject({ unheardRingAt: atSecond(20), everyDeskSounds: false });
    expect(story.until(30).case.phase).toMatchObject({ everyDeskSounds: true, holder: { name: "Robin" } });
    story.does((one, context) => acknowledgeRing(one, robin, context));
    expect(story.case.phase).toMatchObject({ unheardRingAt: null, everyDeskSounds: false });
  });

  test("counts the 10 s from the first press that is not acknowledged", () => {
    const story = claimed();
    for (const second of [20, 28]) {
      story.until(second);
      story.case = ringCase(story.case, { ...press, now: atSecond(second) });
    }
    expect(story.until(30).case.phase).toMatchObject({ everyDeskSounds: true });
  });

  test("that is handed over goes back to the queue 60 s later, unless it is accepted", () => {
    const offer = () => claimed().does((one, context) => handOver(one, robin, { to: kim, note: "Break" }, context));
    expect(offer().until(60).lines.at(-1)).toBe("60 Back to the queue: Robin handed over to Kim, who did not accept");
    const taken = offer()
      .until(59)
      .does((one, context) => acceptHandOver(one, kim, context))
      .until(120);
    expect(taken.lines.at(-1)).toBe("59 Kim accepted the case from Robin");
  });

  test("whose follow-up is due is the holder's for 60 s, then everyone's", () => {
    const story = claimed().does((one, context) => followUp(one, robin, { inSeconds: 1_200, note: "Responder sent" }, context));
    expect(story.until(1_290).lines).toEqual([
      "0 Claimed by Robin",
      "0 Follow-up in 20 min: Responder sent",
      "1200 Follow-up is due: Robin",
      "1260 Back to the queue: Robin did not take up the follow-up",
      "1290 Not claimed for 30 s: rings every desk again",
    ]);
  });

  test("whose holder takes up the follow-up is in hand again", () => {
    const story = claimed().does((one, context) => followUp(one, robin, { inSeconds: 60, note: "" }, context));
    story.until(70).does((one, context) => acknowledgeRing(one, robin, context));
    expect(story.case.phase).toMatchObject({ state: "claimed", touchedAt: atSecond(70) });
    expect(story.until(200).lines.at(-1)).toBe("70 Robin takes up the follow-up");
  });
});

test("a stuck button on the technical list ends after ten quiet minutes; any other technical case has no timer", () => {
  const [alarm] = atCentreCase.alarms;
  const stuck = { ...atCentreCase, technical: true, ladders: [], alarms: [{ ...alarm, stuck: true } as never] };
  const story = new CaseStory(stuck).until(300);
  story.case = { ...story.case, alarms: [{ ...alarm, stuck: true, rangAt: atSecond(300) } as never] };
  expect(story.until(899).lines).toEqual([]);
  expect(story.until(900).lines).toEqual(["900 Quiet for 10 minutes: the next press is a new call"]);
  expect(nextAt({ ...atCentreCase, technical: true }, settings)).toBeNull();
});
