import { describe, expect, test } from "vitest";
import type { Case } from "#response/case/steps/caseState.ts";
import { takeBackCause, tellCause } from "#response/case/steps/contact/causes.ts";
import { handOverUndo, takeBackAccept, takeBackHandOver } from "#response/case/steps/contact/takingBack.ts";
import { contactAccepts, contactHandsOver } from "#response/case/steps/contactAnswers.ts";
import { claim, release } from "#response/case/steps/holding.ts";
import { ringCase } from "#response/case/steps/ringCase.ts";
import { atCentreCase, atSecond, CaseStory, jonas, meera, robin, withFamilyCase } from "./caseStory.ts";

const told = { cause: "toilet", outcome: "reassurance", outcomeLabel: "Reassurance, all well", isOver: true } as const;

describe('"I\'m on it" is taken back', () => {
  const accepts = (who: typeof meera) => (one: Case, context: Parameters<typeof contactAccepts>[2]) => contactAccepts(one, who, context);
  const back = (who: typeof meera, second: number) => (one: Case) => takeBackAccept(one, who, atSecond(second));

  test("the next contact is notified at the second at which that was due", () => {
    const story = new CaseStory(withFamilyCase).until(170).does(accepts(meera)).until(175).does(back(meera, 170)).until(180);
    expect(story.sent).toEqual(["180 Jonas email"]);
    expect(story.lines).toEqual(["170 Meera said: I'm on it", "175 Meera took back: I'm on it"]);
  });

  test("a step that fell due meanwhile runs now", () => {
    const story = new CaseStory(withFamilyCase).until(175).does(accepts(meera)).until(183).does(back(meera, 175)).until(184);
    expect(story.sent).toEqual(["184 Jonas email"]);
  });

  test("another contact who said it too stays on it, and when that is taken back as well the ladder continues", () => {
    const story = new CaseStory(withFamilyCase).until(10).does(accepts(meera)).until(12).does(accepts(jonas)).until(14);
    story.does(back(meera, 10));
    expect(story.case.accepted).toMatchObject({ id: jonas.id, others: [] });
    expect(story.case.ladders[0]?.dueAt).toBeNull();
    story.does(back(jonas, 12));
    expect(story.case).toEqual(withFamilyCase);
  });

  test("the ladder of an alarm that rang meanwhile keeps running", () => {
    const story = new CaseStory(withFamilyCase).until(10).does(accepts(meera));
    const second = { ...withFamilyCase.ladders[0], id: "l2", alarmId: "a2", nextStep: 1, dueAt: atSecond(190) } as Case["ladders"][number];
    const alarms = [...story.case.alarms, { ...withFamilyCase.alarms[0], id: "a2" } as Case["alarms"][number]];
    story.case = { ...story.case, rings: 2, alarms, ladders: [...story.case.ladders, second] };
    story.does(back(meera, 10));
    expect(story.case.ladders.map(({ dueAt }) => dueAt)).toEqual([atSecond(180), atSecond(190)]);
  });

  test("is refused once an operator has taken the case, and changes nothing", () => {
    const story = new CaseStory(withFamilyCase)
      .until(10)
      .does(accepts(meera))
      .does((one, context) => claim(one, robin, context));
    const held = story.case;
    story.does(back(meera, 10));
    expect(story.refused).toBe("held");
    expect(story.case).toEqual(held);
    story.does((one, context) => release(one, robin, context)).does(back(meera, 10));
    expect(story.refused).toBe("overtaken");
  });

  test("is refused once the home has rung at the centre", () => {
    const story = new CaseStory(withFamilyCase).until(10).does(accepts(meera));
    const ring = { priority: "critical", event: "raised", toCentre: true, familyUnreached: false, now: atSecond(11) } as const;
    story.case = ringCase(story.case, ring);
    story.does(back(meera, 10));
    expect(story.refused).toBe("overtaken");
    expect(story.case.phase).toMatchObject({ state: "waiting", centreSince: atSecond(11) });
  });

  test("a case that she took from the centre waits there again, and its steps go on", () => {
    const waiting: Case = { ...atCentreCase, priority: "urgent" };
    const story = new CaseStory(waiting).until(20).does(accepts(meera)).until(28).does(back(meera, 20)).until(60);
    expect(story.lines.slice(2)).toEqual([
      "30 Not claimed for 30 s: rings every desk again",
      "60 Not claimed for 60 s: the supervisors are notified",
    ]);
  });

  test("one who was asked again and answered is asked as before", () => {
    const story = new CaseStory(withFamilyCase).until(100).does(accepts(meera)).until(1_950);
    const asked = story.case;
    expect(asked.accepted?.askedAt).toBe(atSecond(1_900));
    story.does(accepts(meera)).does(back(meera, 1_950));
    expect(story.case).toEqual(asked);
  });
});

describe("a hand-over is taken back", () => {
  const handsOver = (story: CaseStory) => {
    const before = story.case;
    story.does((one, context) => contactHandsOver(one, meera, context));
    const undo = handOverUndo(before, story.case);
    return { before, back: (one: Case) => takeBackHandOver(one, meera, undo) };
  };

  test("the family has the case as before, and the ladder continues", () => {
    const story = new CaseStory(withFamilyCase).until(60);
    const { before, back } = handsOver(story);
    story.until(65).does(back);
    expect(story.case).toEqual(before);
    expect(story.until(180).sent).toEqual(["180 Jonas email"]);
  });

  test("not once an operator has taken it", () => {
    const story = new CaseStory(withFamilyCase).until(60);
    const { back } = handsOver(story);
    story.does((one, context) => claim(one, robin, context)).does(back);
    expect(story.refused).toBe("held");
  });

  test("not once the home has rung again: the press stays at the centre", () => {
    const story = new CaseStory(withFamilyCase).until(60);
    const { back } = handsOver(story);
    story.case = ringCase(story.case, { priority: "critical", event: "raised", toCentre: true, familyUnreached: false, now: atSecond(62) });
    story.does(back);
    expect(story.refused).toBe("overtaken");
    expect(story.case.phase).toMatchObject({ centreSince: atSecond(60) });
  });

  test("not once another contact is on it", () => {
    const story = new CaseStory(withFamilyCase).until(60);
    const { back } = handsOver(story);
    story.does((one, context) => contactAccepts(one, jonas, context)).does(back);
    expect(story.refused).toBe("overtaken");
    expect(story.case.accepted?.id).toBe(jonas.id);
  });
});

describe("a contact says what it was", () => {
  const tells = (one: Case, context: Parameters<typeof tellCause>[3]) => tellCause(one, meera, told, context);

  test("the one who is on it closes the case with an outcome", () => {
    const story = new CaseStory(withFamilyCase)
      .until(10)
      .does((one, context) => contactAccepts(one, meera, context))
      .does(tells);
    expect(story.case.phase).toEqual({ state: "closed", closedAt: atSecond(10), closedBy: "contact/1" });
    expect(story.lines.at(-1)).toBe("10 Closed by Meera: Went to the toilet (Reassurance, all well)");
  });

  test("a danger to life is only noted: staff close it", () => {
    const critical: Case = { ...withFamilyCase, priority: "critical" };
    const story = new CaseStory(critical)
      .until(10)
      .does((one, context) => contactAccepts(one, meera, context))
      .does(tells);
    expect(story.case.phase.state).toBe("waiting");
    expect(story.lines.at(-1)).toBe("10 Meera says what it was: Went to the toilet");
  });

  test("one who is not on it, or whose case the centre has, closes nothing", () => {
    const notMine = new CaseStory(withFamilyCase).until(10).does(tells);
    const atCentre = new CaseStory({ ...atCentreCase, priority: "urgent" }).until(10).does(tells);
    expect([notMine, atCentre].map((one) => one.case.phase.state)).toEqual(["waiting", "waiting"]);
  });

  test("is refused while it is not over", () => {
    const story = new CaseStory(withFamilyCase).does((one, context) => tellCause(one, meera, { ...told, isOver: false }, context));
    expect(story.refused).toBe("notOver");
  });

  test("a close is not taken back where the home rang since: that is a new case", () => {
    const story = new CaseStory(withFamilyCase).does((one, context) => contactAccepts(one, meera, context));
    const { phase, accepted } = story.case;
    story.does(tells);
    const undo = { phase: phase as never, accepted, ladders: [], alarmIds: ["a1"], closedAt: atSecond(0) };
    story.does((one) => takeBackCause(one, meera, undo, { alarmIds: ["a1"], hasOtherOpenCase: true }));
    expect(story.refused).toBe("otherCaseOpen");
    story.does((one) => takeBackCause(one, meera, undo, { alarmIds: ["a1"], hasOtherOpenCase: false }));
    expect(story.case).toMatchObject({ phase, accepted: { id: meera.id } });
  });
});
