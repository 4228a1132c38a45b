import { describe, expect, test } from "vitest";
import {
  acceptHandOver,
  acknowledgeRing,
  claim,
  followUp,
  handOver,
  holderLost,
  release,
  soundEverywhere,
  takeOver,
} from "#response/case/steps/holding.ts";
import { type CaseRing, ringCase } from "#response/case/steps/ringCase.ts";
import { atCentreCase, atSecond, CaseStory, kim, meera, robin, withFamilyCase } from "./caseStory.ts";

const sam = { id: "sam", name: "Sam", via: null };
const claimed = () => new CaseStory(atCentreCase).does((one, context) => claim(one, robin, context)).until(10);
const ring = (more: Partial<CaseRing>): CaseRing => ({
  priority: "critical",
  event: "rangAgain",
  toCentre: true,
  familyUnreached: false,
  now: atSecond(10),
  ...more,
});

describe("a claim", () => {
  test("stops the ladders of the family, and gives the case one holder", () => {
    const story = new CaseStory(withFamilyCase).does((one, context) => claim(one, robin, context));
    expect(story.case.ladders.map(({ dueAt }) => dueAt)).toEqual([null]);
    expect(story.does((one, context) => claim(one, kim, context)).refused).toBe("held");
    expect(story.case.phase).toMatchObject({ holder: { id: "robin" } });
    expect(story.until(200).sent).toEqual([]);
  });

  test("of one's own case changes nothing but the session that holds it; of one's own follow-up ends the follow-up", () => {
    const again = { ...robin, via: { kind: "session" as const, id: "second session" } };
    const story = claimed().does((one, context) => claim(one, again, context));
    expect(story.case.phase).toMatchObject({ touchedAt: atSecond(0), holder: { via: { id: "second session" } } });
    story
      .does((one, context) => followUp(one, robin, { inSeconds: 600, note: "" }, context))
      .does((one, context) => claim(one, robin, context));
    expect(story.case.phase).toMatchObject({ state: "claimed", touchedAt: atSecond(10) });
  });

  test("takes the case from a contact who said that they are on it", () => {
    const story = new CaseStory({ ...withFamilyCase, accepted: { ...meera, at: atSecond(0), askedAt: null, others: [], stops: [] } });
    expect(story.does((one, context) => claim(one, robin, context)).case.accepted).toBeNull();
  });
});

describe("only the holder", () => {
  test.each([
    ["releases", (one, context) => release(one, kim, context)],
    ["hands over", (one, context) => handOver(one, kim, { to: sam, note: "" }, context)],
    ["follows up", (one, context) => followUp(one, kim, { inSeconds: 60, note: "" }, context)],
    ["acknowledges a ring", (one, context) => acknowledgeRing(one, kim, context)],
  ] as [string, Parameters<CaseStory["does"]>[0]][])("%s", (_what, step) => {
    const before = claimed();
    const { case: unchanged } = before;
    expect(before.does(step).refused).toBe("held");
    expect(before.case).toBe(unchanged);
    expect(new CaseStory(atCentreCase).does(step).refused).toBe("notHolder");
  });
});

describe("a hand-over", () => {
  const offered = () => claimed().does((one, context) => handOver(one, robin, { to: kim, note: "Break" }, context));

  test("is accepted by the person to whom it is offered, and by no one else", () => {
    expect(offered().does((one, context) => acceptHandOver(one, sam, context)).refused).toBe("notOffered");
    const { case: taken } = offered().does((one, context) => acceptHandOver(one, kim, context));
    expect(taken.phase).toMatchObject({ state: "claimed", holder: { id: "kim" }, offer: null, touchedAt: atSecond(10) });
  });

  test("to another person replaces the first offer", () => {
    const story = offered().does((one, context) => handOver(one, robin, { to: sam, note: "" }, context));
    expect(story.does((one, context) => acceptHandOver(one, kim, context)).refused).toBe("notOffered");
  });

  test("hands over a press that the former holder has not heard, too", () => {
    const story = offered();
    story.case = ringCase(story.case, ring({}));
    expect(story.does((one, context) => acceptHandOver(one, kim, context)).case.phase).toMatchObject({ unheardRingAt: atSecond(10) });
    expect(story.until(20).case.phase).toMatchObject({ everyDeskSounds: true });
  });
});

describe("a take-over", () => {
  test("takes a case from its holder, from a follow-up and from the queue", () => {
    const taken = (story: CaseStory) => story.does((one, context) => takeOver(one, sam, "needed elsewhere", context));
    expect(taken(claimed()).lines.at(-1)).toBe("10 Sam took over from Robin: needed elsewhere");
    expect(taken(claimed().does((one, context) => followUp(one, robin, { inSeconds: 60, note: "" }, context))).case.phase).toMatchObject({
      state: "claimed",
      holder: { id: "sam" },
    });
    expect(taken(new CaseStory(atCentreCase)).lines).toEqual(["0 Sam took over: needed elsewhere"]);
  });

  test("silences no ring that the former holder has not acknowledged", () => {
    const rung = new CaseStory(ringCase(claimed().case, ring({})));
    const taken = rung.does((one, context) => takeOver(one, sam, "needed elsewhere", context));
    expect(taken.case.phase).toMatchObject({ holder: { id: "sam" }, unheardRingAt: atSecond(10), everyDeskSounds: false });
    expect(taken.until(20).case.phase).toMatchObject({ everyDeskSounds: true });
  });
});

describe("a new ring", () => {
  test("of a danger to life in a claimed case is unheard until the holder acknowledges it; of another kind it is not", () => {
    expect(ringCase(claimed().case, ring({})).phase).toMatchObject({ holder: { id: "robin" }, unheardRingAt: atSecond(10) });
    expect(ringCase(claimed().case, ring({ priority: "urgent", event: "raised" })).phase).toMatchObject({ unheardRingAt: null });
  });

  test("sounds at every desk at once where the holder cannot hear it; without a new ring nothing sounds", () => {
    const deaf = (story: CaseStory) => story.does((one) => soundEverywhere(one, "cannot hear it"));
    const story = claimed();
    expect(deaf(story).lines).toHaveLength(1);
    story.case = ringCase(story.case, ring({}));
    expect(deaf(deaf(story)).lines.slice(1)).toEqual(["10 New ring sounds at every desk: Robin cannot hear it"]);
  });

  test("refuses a follow-up until it is acknowledged", () => {
    const story = claimed();
    story.case = ringCase(story.case, ring({}));
    const later = (one: Parameters<typeof followUp>[0], context: Parameters<typeof followUp>[3]) =>
      followUp(one, robin, { inSeconds: 60, note: "" }, context);
    expect(story.does(later).refused).toBe("rangAgain");
    expect(story.does((one, context) => acknowledgeRing(one, robin, context)).does(later).refused).toBeNull();
  });

  test("of a danger to life brings a follow-up back to every desk; another new alarm makes it due; a repeated one changes nothing", () => {
    const waiting = claimed().does((one, context) => followUp(one, robin, { inSeconds: 600, note: "" }, context)).case;
    expect(ringCase(waiting, ring({})).phase).toEqual({ state: "waiting", centreSince: atSecond(10), centreSteps: 0 });
    expect(ringCase(waiting, ring({ priority: "urgent", event: "raised" })).phase).toMatchObject({
      state: "followUp",
      dueAt: atSecond(10),
    });
    expect(ringCase(waiting, ring({ priority: "urgent" })).phase).toBe(waiting.phase);
  });

  test("brings a case from the family to the centre where its own plan says so, or where it is a second danger to life", () => {
    expect(ringCase(withFamilyCase, ring({ priority: "urgent", event: "raised", toCentre: false })).phase).toBe(withFamilyCase.phase);
    const centre = { state: "waiting", centreSince: atSecond(10), centreSteps: 0 };
    expect(ringCase(withFamilyCase, ring({ event: "raised" }))).toMatchObject({ phase: centre, priority: "critical", rings: 2 });
    expect(ringCase({ ...withFamilyCase, priority: "critical" }, ring({ toCentre: false })).phase).toEqual(centre);
  });
});

test("a holder who leaves gives the case to the queue; a case without a holder does not change", () => {
  const story = claimed().does((one, { now }) => holderLost(one, "signed out", now));
  expect(story.case.phase).toEqual({ state: "waiting", centreSince: atSecond(10), centreSteps: 0 });
  expect(story.lines.at(-1)).toBe("10 Back to the queue: Robin signed out");
  expect(holderLost(atCentreCase, "signed out", atSecond(10)).case).toBe(atCentreCase);
});
