import { describe, expect, test } from "vitest";
import { actionText } from "#response/case/steps/caseAction.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { type CaseStep, isRefused } from "#response/case/steps/caseStep.ts";
import { type Closing, close, closeAlarm, reopen } from "#response/case/steps/closing.ts";
import { claim, followUp } from "#response/case/steps/holding.ts";
import { addNote, recordAction } from "#response/case/steps/recording.ts";
import { outcomeOf } from "./caseModel.ts";
import { atCentreCase, atSecond, CaseStory, kim, robin, withFamilyCase } from "./caseStory.ts";

const [press] = atCentreCase.alarms as [Case["alarms"][number]];
const fall = { ...press, id: "a2", rule: "fall" };
const pressAndFall: Case = { ...atCentreCase, rings: 2, alarms: [press, fall] };
const closing = (more: Partial<Closing> = {}): Closing => ({
  outcome: "assistance",
  note: "Helped up",
  rings: 2,
  unseenAlarms: [],
  hasContact: false,
  hasNote: false,
  outcomeOf,
  ...more,
});

const rang = (id: string) => ({ id, isSame: true });

/** The last step of Robin, who holds the case; or why it was refused. */
function closes(begun: Case, how: Closing): CaseStep | string {
  let last: CaseStep | string = "";
  new CaseStory(begun)
    .does((one, context) => claim(one, robin, context))
    .does((one, context) => {
      const outcome = close(one, robin, how, context);
      last = isRefused(outcome) ? outcome.refused : outcome;
      return outcome;
    });
  return last;
}

describe("a close", () => {
  test("gives each alarm the outcome that is named for it, or the one for all", () => {
    const { closedAlarms, entries } = closes(pressAndFall, closing({ outcomes: { a2: "falseAlarm" } })) as CaseStep;
    expect(closedAlarms).toMatchObject([
      { alarmId: "a1", outcome: "assistance" },
      { alarmId: "a2", outcome: "falseAlarm" },
    ]);
    expect(entries[0]?.text).toBe("Closed: assistance; falseAlarm. Helped up");
  });

  test("is the holder's alone", () => {
    expect(new CaseStory(pressAndFall).does((one, context) => close(one, robin, closing(), context)).refused).toBe("notHolder");
    const held = new CaseStory(pressAndFall).does((one, context) => claim(one, robin, context));
    expect(held.does((one, context) => close(one, kim, closing(), context)).refused).toBe("held");
  });

  test("is refused where the home rang since the holder looked", () => {
    expect(closes(pressAndFall, closing({ rings: 1, unseenAlarms: [rang("a2")] }))).toBe("rangAgain");
    expect(closes(pressAndFall, closing({ rings: 1_000 }))).toBe("rangAgain");
  });

  test("of a case with a danger to life wants a note, or a recorded contact", () => {
    expect(closes(pressAndFall, closing({ note: "" }))).toBe("noteNeeded");
    expect(closes(pressAndFall, closing({ note: "", hasContact: true }))).toMatchObject({ case: { phase: { state: "closed" } } });
    expect(closes(pressAndFall, closing({ note: "", hasNote: true }))).toMatchObject({ case: { phase: { state: "closed" } } });
    expect(closes({ ...withFamilyCase, rings: 2 }, closing({ note: "" }))).toMatchObject({ case: { phase: { state: "closed" } } });
  });

  test("as technical takes a stuck button to the technical list, although it rang since", () => {
    const stuck = { ...pressAndFall, alarms: [{ ...press, stuck: true }, fall] };
    const how = { outcome: "technical", outcomes: { a2: "genuine" }, rings: 1 };
    const step = closes(stuck, closing({ ...how, unseenAlarms: [rang("a1")] })) as CaseStep;
    expect(step).toMatchObject({ movedToTechnical: [{ alarmId: "a1" }], closedAlarms: [{ alarmId: "a2", outcome: "genuine" }] });
    expect(closes(stuck, closing({ ...how, unseenAlarms: [rang("a1"), rang("a2")] }))).toBe("rangAgain");
    expect(closes(stuck, closing({ ...how, unseenAlarms: [{ id: "a1", isSame: false }] }))).toBe("rangAgain");
    expect(closes(stuck, closing({ ...how, unseenAlarms: [] }))).toBe("rangAgain");
  });
});

describe("one alarm", () => {
  const closeOne = (alarmId: string, more: { rings?: number } = {}) => ({
    alarmId,
    outcome: "testCall",
    note: "",
    outcomeOf,
    ...more,
    rings: more.rings,
  });

  test("is closed while the others stay open; with the last one the case is closed", () => {
    const story = new CaseStory(pressAndFall).does((one, context) => closeAlarm(one, robin, closeOne("a1"), context));
    expect(story.case.phase.state).toBe("waiting");
    expect(story.does((one, context) => closeAlarm(one, robin, closeOne("a1"), context)).refused).toBe("closed");
    expect(story.does((one, context) => closeAlarm(one, robin, closeOne("a2"), context)).case.phase.state).toBe("closed");
  });

  test("is not closed by a person who has not seen its last ring, or while another person holds the case", () => {
    const rung = { ...pressAndFall, alarms: [{ ...press, rings: 2 }, fall] };
    expect(new CaseStory(rung).does((one, context) => closeAlarm(one, robin, closeOne("a1", { rings: 1 }), context)).refused).toBe(
      "rangAgain",
    );
    const held = new CaseStory(rung).does((one, context) => claim(one, robin, context));
    expect(held.does((one, context) => closeAlarm(one, kim, closeOne("a1"), context)).refused).toBe("held");
  });

  test("that is closed stops its ladder, and the other one's goes on", () => {
    const [ladder] = withFamilyCase.ladders as [Case["ladders"][number]];
    const two = { ...withFamilyCase, alarms: [press, fall], ladders: [ladder, { ...ladder, id: "l2", alarmId: "a2" }] };
    const { ladders } = new CaseStory(two).does((one, context) => closeAlarm(one, robin, closeOne("a1"), context)).case;
    expect(ladders.map(({ dueAt }) => dueAt)).toEqual([null, atSecond(180)]);
  });
});

describe("a closed case", () => {
  const facts = { alarmIds: ["a1", "a2"], hasOtherOpenCase: false };
  const closed = () =>
    new CaseStory(pressAndFall)
      .does((one, context) => claim(one, robin, context))
      .does((one, context) => close(one, robin, closing(), context));
  const opens = (story: CaseStory, by: typeof robin, reason: string, more = {}) =>
    story.does((one, context) => reopen(one, by, { ...facts, ...more, reason }, context));

  test("is undone for ten seconds by the person who closed it, without a reason", () => {
    expect(opens(closed().until(10), robin, "").lines.at(-1)).toBe("10 Close undone");
    expect(opens(closed().until(11), robin, "").refused).toBe("reasonNeeded");
    expect(opens(closed().until(5), kim, "").refused).toBe("reasonNeeded");
  });

  test("is opened again with a reason for 24 hours, with its alarms, in the hands of who opens it", () => {
    const { case: opened } = opens(closed().downUntil(86_400), kim, "Her son rang");
    expect(opened).toMatchObject({ phase: { state: "claimed", holder: { id: "kim" } }, alarms: [{ isOpen: true }, { isOpen: true }] });
    expect(opens(closed().downUntil(86_401), kim, "Her son rang").refused).toBe("tooLate");
  });

  test("stays closed where the home has a newer open case, and an open one is not opened", () => {
    expect(opens(closed(), robin, "", { hasOtherOpenCase: true }).refused).toBe("otherCaseOpen");
    expect(opens(new CaseStory(pressAndFall), robin, "Why not").refused).toBe("notOpen");
  });

  test("takes a note and nothing else", () => {
    const story = closed().does((one, context) => addNote(one, kim, { text: "Written up" }, context));
    expect(story.lines.at(-1)).toBe("0 Written up");
    const done = { action: "other", result: "done", text: "Action: done", details: {} } as const;
    expect(story.does((one, context) => recordAction(one, kim, done, context)).refused).toBe("closed");
  });
});

describe("what was done", () => {
  const noAnswer = { action: "speakToHome", result: "noAnswer", text: "Called the home", details: {} } as const;

  test("is said in one line of the timeline", () => {
    const meera = { name: "Meera Shah", relation: "daughter" };
    expect(actionText({ action: "call", result: "noAnswer", note: "Voicemail left" }, meera)).toBe(
      "Called Meera Shah (daughter): no answer. Voicemail left",
    );
    expect(actionText({ action: "sendResponder", result: "onTheWay", note: "" }, undefined)).toBe("Responder: on the way");
    expect(actionText({ ...noAnswer, note: "" }, undefined)).toBe("Called the home: no answer, treated as an emergency");
  });

  test("no answer from the home makes the case critical, and brings it from the family to the centre", () => {
    const { case: after } = new CaseStory(withFamilyCase).until(20).does((one, context) => recordAction(one, robin, noAnswer, context));
    expect(after).toMatchObject({ priority: "critical", phase: { state: "waiting", centreSince: atSecond(20) } });
    const held = new CaseStory(withFamilyCase).does((one, context) => claim(one, robin, context));
    expect(held.does((one, context) => recordAction(one, robin, noAnswer, context)).case).toMatchObject({
      priority: "critical",
      phase: { state: "claimed" },
    });
  });

  test("no answer from the home during a follow-up makes it due: first at the holder's desk, a minute later at every desk", () => {
    const later = new CaseStory(withFamilyCase)
      .does((one, context) => claim(one, robin, context))
      .does((one, context) => followUp(one, robin, { inSeconds: 14_400, note: "" }, context));
    const escalated = later.until(30).does((one, context) => recordAction(one, kim, noAnswer, context));
    expect(escalated.case).toMatchObject({ priority: "critical", phase: { state: "followUp", dueAt: atSecond(30) } });
    expect(escalated.until(31).case.phase).toMatchObject({ state: "followUp", askedAt: atSecond(31) });
    expect(escalated.until(91).case.phase).toMatchObject({ state: "waiting", centreSince: atSecond(91) });
  });
});
