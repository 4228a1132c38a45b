import fc from "fast-check";
import type { Priority } from "#domain/alarm.ts";
import { type AnsweringSettings, answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { EscalationPolicy, EscalationTarget, Responders } from "#domain/answering/escalation.ts";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import type { ReachableContact } from "#response/escalation/ladder.ts";

/** Random lives of a home's cases: who may do what, and when. */

const operators = ["robin", "kim"] as const;
const supervisors = ["sam"] as const;
export const staff = [...operators, ...supervisors] as const;
export type StaffId = (typeof staff)[number];

export type Command =
  /** An episode of a rule rings: a new alarm, or again in the one that is open. */
  | { do: "ring"; episode: string; priority: Priority }
  | { do: "claim" | "release" | "accept" | "takeOver" | "heard" | "note"; by: StaffId }
  | { do: "handOver"; by: StaffId; to: StaffId }
  | { do: "followUp"; by: StaffId; inSeconds: number }
  | { do: "action"; by: StaffId; answered: boolean }
  /** `unseen`: how many rings the holder has not seen. */
  | { do: "close"; by: StaffId; unseen: number; note: string; hasContact: boolean; outcome: "testCall" | "technical" }
  | { do: "closeAlarm"; by: StaffId; nth: number; unseen: number; outcome: "testCall" | "technical" }
  | { do: "reopen"; by: StaffId; reason: string }
  | { do: "contactAccepts" | "contactHandsOver"; contact: number }
  /** What it was. `isOver`: the rules have noted the end of each open alarm. */
  | { do: "contactTells"; contact: number; cause: CarerCause; isOver: boolean }
  /** The `nth` newest answer of the contact is taken back. */
  | { do: "contactTakesBack"; contact: number; nth: number }
  /** The holder signed out, or has no desk; the holder's desk cannot hear. */
  | { do: "holderLeaves" | "deskIsDeaf" }
  /** An alarm's button presses without end. */
  | { do: "sticks"; nth: number }
  /** Time passes and the clock of cases looks each second; or the service is down meanwhile, so that timers run late. */
  | { do: "passes"; seconds: number }
  | { do: "isDown"; seconds: number };

export interface Life {
  settings: AnsweringSettings;
  plan: Responders;
  contacts: readonly ReachableContact[];
  commands: readonly Command[];
}

const priority = fc.constantFrom<Priority>("info", "advisory", "urgent", "critical", "critical");
const by = fc.constantFrom(...staff);
const unseen = fc.constantFrom(0, 0, 0, 1);
const outcome = fc.constantFrom("testCall" as const, "testCall" as const, "technical" as const);
/** Around the waits of the default settings and their sums. */
const wait = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 5, 9, 10, 11, 29, 30, 31, 59, 60, 61, 119, 120, 121, 179, 180, 181, 299, 300, 301, 420, 421) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_801 }) },
);
const passes = fc.record({ do: fc.constant("passes" as const), seconds: wait });
/** Also longer than the 24 h in which a case may be opened again. */
const isDown = fc.record({ do: fc.constant("isDown" as const), seconds: fc.oneof(wait, fc.constantFrom(1_800, 1_801, 86_400, 86_401)) });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("ring" as const), episode: fc.constantFrom("sos", "fall", "bed"), priority }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("claim" as const), by }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("release", "accept", "takeOver", "heard", "note"), by }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("handOver" as const), by, to: by }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("followUp" as const), by, inSeconds: fc.constantFrom(10, 60, 1_200) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("action" as const), by, answered: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("close" as const),
      by,
      unseen,
      note: fc.constantFrom("", "All well"),
      hasContact: fc.boolean(),
      outcome,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("closeAlarm" as const), by, nth: fc.nat(2), unseen, outcome }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reopen" as const), by, reason: fc.constantFrom("", "Pressed Close by mistake") }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("contactAccepts" as const, "contactHandsOver" as const), contact: fc.nat(2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("contactTells" as const),
      contact: fc.nat(2),
      cause: fc.constantFrom<CarerCause>("toilet", "wandering", "falseAlarm", "other"),
      isOver: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("contactTakesBack" as const), contact: fc.nat(2), nth: fc.constantFrom(0, 0, 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("holderLeaves" as const, "deskIsDeaf" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sticks" as const), nth: fc.nat(2) }) },
  { weight: 9, arbitrary: fc.oneof(passes, passes, isDown) },
);

const target: fc.Arbitrary<EscalationTarget> = fc.constantFrom<EscalationTarget[]>(1, 2, 3, "centre", "supervisor");
const policy: fc.Arbitrary<EscalationPolicy> = fc.array(
  fc.record(
    {
      notify: fc.uniqueArray(target, { minLength: 1, maxLength: 2 }),
      waitSeconds: fc.constantFrom(10, 60, 180),
      channels: fc.uniqueArray(fc.constantFrom("text" as const, "email" as const), { minLength: 1 }),
    },
    { requiredKeys: ["notify", "waitSeconds"] },
  ),
  { minLength: 1, maxLength: 4 },
);
const responder = fc.constantFrom("carer" as const, "centre" as const);
const plan: fc.Arbitrary<Responders> = fc.record({
  route: fc.record({ info: responder, advisory: responder, urgent: responder, critical: responder }),
  escalation: fc.record({ advisory: policy, urgent: policy, critical: policy }, { requiredKeys: [] }),
});

const channel = fc.constantFrom(
  { type: "text" as const, address: "+447700900001" },
  { type: "email" as const, address: "meera@example.org" },
  { type: "push" as const, address: "phones" },
);
const contacts: fc.Arbitrary<ReachableContact[]> = fc
  .array(fc.uniqueArray(channel, { selector: ({ type }) => type }), { maxLength: 3 })
  .map((all) =>
    all.map((channels, index) => ({ id: String(index + 1), place: index + 1, name: ["Meera", "Jonas", "Ines"][index] ?? "", channels })),
  );

const settings: fc.Arbitrary<AnsweringSettings> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(answeringSettings.parse({})) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        ringAgainSeconds: fc.integer({ min: 1, max: 200 }),
        supervisorSeconds: fc.integer({ min: 1, max: 200 }),
        everyoneSeconds: fc.integer({ min: 1, max: 200 }),
        repeatSeconds: fc.integer({ min: 30, max: 600 }),
        askHolderSeconds: fc.integer({ min: 30, max: 600 }),
        loseUntouchedSeconds: fc.integer({ min: 60, max: 600 }),
      })
      .map((some) => answeringSettings.parse(some)),
  },
);

export const lives = (mostCommands: number): fc.Arbitrary<Life> =>
  fc.record({ settings, plan, contacts, commands: fc.array(command, { minLength: 1, maxLength: mostCommands, size: "max" }) });
