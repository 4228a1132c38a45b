import { describe, expect, test } from "vitest";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import { type EscalationPolicy, policyOf } from "#domain/answering/escalation.ts";
import { notNotified, type ReachableContact, runLadder } from "#response/escalation/ladder.ts";

const text = { type: "text", address: "+447700900001" } as const;
const email = { type: "email", address: "meera@example.org" } as const;
const contact = (place: number, name: string, ...channels: ReachableContact["channels"]): ReachableContact => ({
  id: String(place),
  place,
  name,
  channels,
});
const meera = contact(1, "Meera", text, email);
const jonas = contact(2, "Jonas", email);
const unreachable = contact(1, "Meera");
const two = Date.parse("2026-11-22T02:00:00Z");
const carerFirst: EscalationPolicy = [
  { notify: [1], waitSeconds: 180 },
  { notify: [2], waitSeconds: 180 },
  { notify: ["centre"], waitSeconds: 60 },
];

const said = (policy: EscalationPolicy, from: number, contacts: readonly ReachableContact[], isCritical = false) => {
  const { runs, position, familyUnreached } = runLadder({ policy, isCritical }, from, two, contacts);
  return {
    runs: runs.map(({ step, messages, toCentre, toSupervisor, unreachable }) => ({
      step,
      to: messages.map(({ name, channel, place }) => `${name} ${channel} ${place}`),
      ...(toCentre ? { toCentre } : {}),
      ...(toSupervisor ? { toSupervisor } : {}),
      ...(unreachable.length > 0 ? { unreachable } : {}),
    })),
    next: position.dueAt === null ? null : `${position.nextStep} in ${(position.dueAt - two) / 1000} s`,
    familyUnreached,
  };
};

describe("a carer-first ladder", () => {
  test("notifies the first contact by all channels at once, and the second after three minutes", () => {
    expect(said(carerFirst, 0, [meera, jonas])).toEqual({
      runs: [{ step: 0, to: ["Meera text 1", "Meera email 1"] }],
      next: "1 in 180 s",
      familyUnreached: false,
    });
    expect(said(carerFirst, 1, [meera, jonas])).toEqual({
      runs: [{ step: 1, to: ["Jonas email 1"] }],
      next: "2 in 180 s",
      familyUnreached: false,
    });
  });

  test("ends at the centre", () => {
    expect(said(carerFirst, 2, [meera, jonas])).toEqual({
      runs: [{ step: 2, to: [], toCentre: true }],
      next: null,
      familyUnreached: false,
    });
  });

  test("does not wait for a contact who cannot be notified, and names that contact", () => {
    expect(said(carerFirst, 0, [unreachable, jonas])).toEqual({
      runs: [
        { step: 0, to: [], unreachable: ["Meera"] },
        { step: 1, to: ["Jonas email 1"] },
      ],
      next: "2 in 180 s",
      familyUnreached: false,
    });
  });

  test("is the centre's at once where no contact can be notified, and says that the family was not reached", () => {
    expect(said(carerFirst, 0, [unreachable])).toEqual({
      runs: [
        { step: 0, to: [], unreachable: ["Meera"] },
        { step: 1, to: [] },
        { step: 2, to: [], toCentre: true },
      ],
      next: null,
      familyUnreached: true,
    });
    expect(said(carerFirst, 0, []).familyUnreached).toBe(true);
  });
});

describe("a contact who is not available", () => {
  const away = { ...meera, notAvailable: { until: two + 18_000_000, text: "07:00" } };

  test("is skipped without a wait, and named with the time", () => {
    const { runs, position } = runLadder({ policy: carerFirst, isCritical: false }, 0, two, [away, jonas]);
    expect(position).toEqual({ nextStep: 2, dueAt: two + 180_000 });
    expect(notNotified(runs)).toEqual(["Meera is not available until 07:00: skipped"]);
  });

  test("leaves the case to the centre at once where no other contact is there, and staff need not call those who cannot", () => {
    expect(said(carerFirst, 0, [away])).toMatchObject({ runs: [{}, {}, { toCentre: true }], next: null, familyUnreached: false });
  });

  test("does not hide that staff must call a contact who has no channel", () => {
    expect(said(carerFirst, 0, [away, contact(2, "Jonas")]).familyUnreached).toBe(true);
  });
});

describe("a ladder of the centre", () => {
  const centre: EscalationPolicy = [{ notify: ["centre"], waitSeconds: 60 }];

  test("goes to the centre at once, and its family is not said to be unreached", () => {
    expect(said(centre, 0, [])).toEqual({ runs: [{ step: 0, to: [], toCentre: true }], next: null, familyUnreached: false });
  });

  test("that also names a contact notifies that contact at the same moment", () => {
    const both: EscalationPolicy = [{ notify: [1, "centre", "supervisor"], waitSeconds: 60 }];
    expect(said(both, 0, [meera]).runs).toEqual([{ step: 0, to: ["Meera text 1", "Meera email 1"], toCentre: true, toSupervisor: true }]);
  });
});

describe("a policy in other words", () => {
  test("with channels notifies by the first of these that the contact has; the next is spare for a failure", () => {
    const policy: EscalationPolicy = [{ notify: [1], channels: ["email", "text"], waitSeconds: 60 }];
    expect(said(policy, 0, [meera]).runs).toEqual([{ step: 0, to: ["Meera email 1", "Meera text 2"] }]);
  });

  test("with a channel that the contact does not have, the contact cannot be notified", () => {
    const policy: EscalationPolicy = [{ notify: [2], channels: ["text"], waitSeconds: 60 }];
    expect(said(policy, 0, [meera, jonas]).runs).toEqual([
      { step: 0, to: [], unreachable: ["Jonas"] },
      { step: 1, to: [], toCentre: true },
    ]);
  });

  test("that names no centre goes there after its last wait", () => {
    const familyOnly: EscalationPolicy = [{ notify: [1], waitSeconds: 60 }];
    expect(said(familyOnly, 0, [meera]).next).toBe("1 in 60 s");
    expect(said(familyOnly, 1, [meera])).toEqual({ runs: [{ step: 1, to: [], toCentre: true }], next: null, familyUnreached: false });
  });

  test("with steps after the centre goes on with them", () => {
    const policy: EscalationPolicy = [
      { notify: ["centre"], waitSeconds: 30 },
      { notify: ["supervisor"], waitSeconds: 30 },
    ];
    expect(said(policy, 0, [])).toMatchObject({ runs: [{ toCentre: true }], next: "1 in 30 s" });
    expect(said(policy, 1, [])).toMatchObject({ runs: [{ toSupervisor: true }], next: "2 in 30 s" });
    expect(said(policy, 2, [])).toMatchObject({ runs: [{ toCentre: true }], next: null });
  });
});

describe("a contact with a phone", () => {
  const push = { type: "push", address: "phones" } as const;
  const withPhone = contact(1, "Meera", push, text, email);
  const phoneOnly = contact(1, "Meera", push);

  test("gets a push first; text and e-mail leave together if the phone does not confirm it", () => {
    expect(said(carerFirst, 0, [withPhone, jonas]).runs).toEqual([{ step: 0, to: ["Meera push 1", "Meera text 2", "Meera email 2"] }]);
  });

  test("gets everything at once in a critical alarm", () => {
    expect(said(carerFirst, 0, [withPhone, jonas], true).runs).toEqual([
      { step: 0, to: ["Meera push 1", "Meera text 1", "Meera email 1"] },
    ]);
  });

  test("a policy with channels keeps their order; in a critical alarm the push delays none of them", () => {
    const policy: EscalationPolicy = [{ notify: [1], channels: ["push", "text", "email"], waitSeconds: 60 }];
    expect(said(policy, 0, [withPhone]).runs).toEqual([{ step: 0, to: ["Meera push 1", "Meera text 2", "Meera email 3"] }]);
    expect(said(policy, 0, [withPhone], true).runs).toEqual([{ step: 0, to: ["Meera push 1", "Meera text 1", "Meera email 2"] }]);
  });

  test("and nothing else has the whole wait to answer, but not in a critical alarm: the next contact is notified at once as well", () => {
    expect(said(carerFirst, 0, [phoneOnly, jonas])).toEqual({
      runs: [{ step: 0, to: ["Meera push 1"] }],
      next: "1 in 180 s",
      familyUnreached: false,
    });
    expect(said(carerFirst, 0, [phoneOnly, jonas], true)).toEqual({
      runs: [
        { step: 0, to: ["Meera push 1"] },
        { step: 1, to: ["Jonas email 1"] },
      ],
      next: "2 in 180 s",
      familyUnreached: false,
    });
    expect(said(carerFirst, 0, [phoneOnly], true).runs.at(-1)).toEqual({ step: 2, to: [], toCentre: true });
  });
});

describe("the policy of a plan", () => {
  const settings = answeringSettings.parse({});
  const route = { info: "centre", advisory: "carer", urgent: "carer", critical: "centre" } as const;

  test("is the centre at once where the plan says centre, and two contacts for three minutes each where it says carer", () => {
    expect(policyOf({ route, escalation: {} }, "critical", settings)).toEqual([{ notify: ["centre"], waitSeconds: 60 }]);
    expect(policyOf({ route, escalation: {} }, "urgent", settings)).toEqual(carerFirst);
  });

  test("is the one that the plan names for that priority, whatever its route says", () => {
    const own: EscalationPolicy = [{ notify: [2], waitSeconds: 10 }];
    expect(policyOf({ route, escalation: { critical: own } }, "critical", settings)).toBe(own);
    expect(policyOf({ route, escalation: { critical: own } }, "urgent", settings)).toEqual(carerFirst);
  });
});
