import type { Entity, EntityKind, Fields } from "../store/job.ts";
import { textOf } from "../store/job.ts";

/** One field of a question. `name` is the API's, with a dot for a field within another: `keySafe.code`. */
export interface QuestionField {
  name: string;
  label: string;
  hint?: string;
  type: "text" | "lines" | "date" | "tel" | "flag" | "choices" | "choice";
  required?: boolean;
  options?: readonly (readonly [value: string, words: string])[];
  autoComplete?: string;
}

/** One question: one page. `next`: which follows, by the answer; left out: the one after it. */
export interface Question {
  id: string;
  kind: EntityKind;
  title: (name: string) => string;
  hint?: string;
  fields: readonly QuestionField[];
  /** The fields of the API that the form's answers mean; left out: the same. `today` such as "2026-11-24". */
  read?: (given: Fields, entity: Entity | undefined, today: string) => Fields;
  /** What is wrong with the form's answers together, for the installer; null: nothing. */
  fault?: (given: Fields) => string | null;
  /** The form's answers from what is stored; left out: the same. */
  show?: (entity: Entity) => Fields;
}

const yearLater = (date: string): string =>
  `${Number(date.slice(0, 4)) + 1}${date.slice(4, 8)}${date.slice(8) === "29" && date.slice(5, 7) === "02" ? "28" : date.slice(8)}`;

export const homeQuestions: readonly Question[] = [
  {
    ...{ id: "address", kind: "home" as const, title: () => "What is the address?" },
    fields: [
      {
        name: "name",
        label: "House or flat, and street",
        hint: "Such as 4 Orchard Road. Staff see it as the name of the home",
        type: "text",
        required: true,
      },
      { name: "address", label: "Town, and more of the address", type: "lines" },
      { name: "postcode", label: "Postcode", type: "text", autoComplete: "off" },
    ],
  },
  {
    ...{ id: "phone", kind: "home" as const, title: () => "What is the telephone number of the home?" },
    hint: "An operator calls it when an alarm rings. Leave it empty if there is none.",
    fields: [{ name: "phone", label: "Telephone", type: "tel" }],
  },
  {
    ...{ id: "access", kind: "home" as const, title: () => "How does a responder get in?" },
    hint: "Only a person who answers an alarm of this home sees it, and each look is recorded.",
    fields: [
      { name: "keySafe.location", label: "Where is the key safe?", type: "text" },
      { name: "keySafe.code", label: "Its code", type: "text", autoComplete: "off" },
      { name: "accessNotes", label: "Anything else", hint: "Ring twice; the dog is friendly", type: "lines" },
    ],
    fault: ({ "keySafe.location": location, "keySafe.code": code }) =>
      !location === !code ? null : "A key safe needs its place and its code. What you know without the other goes under “Anything else”.",
    read: ({ "keySafe.location": location, "keySafe.code": code, accessNotes }) => ({
      ...(location && code ? { keySafe: { location, code } } : {}),
      ...(accessNotes ? { accessNotes } : {}),
    }),
    show: ({ fields }) => {
      const { location = "", code = "" } = (fields.keySafe ?? {}) as { location?: string; code?: string };
      return { "keySafe.location": location, "keySafe.code": code, accessNotes: fields.accessNotes };
    },
  },
];

const riskWords = [
  ["livesAlone", "Lives alone"],
  ["falls", "Falls"],
  ["dementia", "Dementia"],
  ["oxygen", "Oxygen"],
  ["diabetes", "Diabetes"],
  ["epilepsy", "Epilepsy"],
  ["heart", "Heart"],
  ["stroke", "Stroke"],
  ["frailty", "Frailty"],
  ["doesNotOpen", "Does not open the door"],
  ["dog", "A dog"],
] as const;

export const consentWords = [
  ["sensors in the home", "Sensors in the home"],
  ["sharing alarms with the contacts", "Sharing alarms with the contacts"],
  ["Link Line keeping this record", "Link Line keeping this record"],
] as const;

interface Consent {
  to: string;
  by: string;
  on: string;
  reviewOn: string | null;
}
interface Risk {
  risk: string;
  note: string;
}

export const personQuestions: readonly Question[] = [
  {
    ...{ id: "person", kind: "person" as const, title: () => "Who lives here?" },
    fields: [
      { name: "name", label: "Full name", type: "text", required: true, autoComplete: "off" },
      { name: "preferredName", label: "Likes to be called", type: "text", autoComplete: "off" },
      { name: "dateOfBirth", label: "Date of birth", type: "date" },
    ],
    read: ({ dateOfBirth, ...rest }) => ({ ...rest, dateOfBirth: dateOfBirth === "" ? null : dateOfBirth }),
  },
  {
    ...{ id: "talk", kind: "person" as const, title: (name: string) => `How do you talk with ${name}?` },
    fields: [
      { name: "language", label: "Language", hint: "Leave it empty for English", type: "text" },
      {
        ...{ name: "communicationNeeds", label: "Needs help with", type: "choices" as const },
        options: [
          ["hearing", "Hearing"],
          ["sight", "Sight"],
          ["signs", "Sign language"],
          ["speech", "Speech"],
        ],
      },
      { name: "communication", label: "How to reach this person", hint: "Speak slowly, from the left", type: "text" },
    ],
  },
  {
    ...{ id: "risks", kind: "person" as const, title: (name: string) => `What must a responder know of ${name}?` },
    fields: [
      { name: "risks", label: "Tick what applies", type: "choices", options: riskWords },
      { name: "notes", label: "Anything else", type: "lines" },
    ],
    read: ({ risks, ...rest }, entity) => {
      const known = (entity?.fields.risks ?? []) as Risk[];
      const kept = known.filter(({ risk }) => !riskWords.some(([word]) => word === risk));
      const ticked = (risks as string[]).map((risk) => known.find((one) => one.risk === risk) ?? { risk, note: "" });
      return { ...rest, risks: [...ticked, ...kept] };
    },
    show: ({ fields }) => ({ ...fields, risks: ((fields.risks ?? []) as Risk[]).map(({ risk }) => risk) }),
  },
  {
    ...{ id: "consent", kind: "person" as const, title: (name: string) => `What has ${name} agreed to?` },
    hint: "Ask, and tick what was agreed. Link Line asks again in a year.",
    fields: [
      { name: "agreed", label: "Agreed to", type: "choices", options: consentWords },
      { name: "by", label: "Who agreed", hint: "The person, or who may decide for them", type: "text", autoComplete: "off" },
    ],
    read: ({ agreed, by }, entity, today) => {
      const known = (entity?.fields.consents ?? []) as Consent[];
      const kept = known.filter(({ to }) => !consentWords.some(([word]) => word === to));
      const who = by === "" ? textOf(entity, "name") : by;
      const given = (agreed as string[]).map(
        (to) => known.find((one) => one.to === to) ?? { to, by: who, on: today, reviewOn: yearLater(today) },
      );
      return { consents: [...given, ...kept] };
    },
    show: (entity) => {
      const consents = (entity.fields.consents ?? []) as Consent[];
      return { agreed: consents.map(({ to }) => to), by: consents[0]?.by ?? textOf(entity, "name") };
    },
  },
];

export const contactQuestions: readonly Question[] = [
  {
    ...{ id: "contact", kind: "contact" as const, title: () => "Whom does Link Line call?" },
    hint: "In the order in which you enter them.",
    fields: [
      { name: "name", label: "Name", type: "text", required: true, autoComplete: "off" },
      { name: "relation", label: "Relation", hint: "Daughter, neighbour", type: "text", required: true },
      { name: "phone", label: "Telephone", type: "tel", required: true },
      { name: "keyholder", label: "Holds a key", type: "flag" },
      { name: "texts", label: "Send text messages to this number", type: "flag" },
    ],
    read: ({ texts, ...rest }, entity, today) => {
      const known = ((entity?.fields.channels ?? []) as { type: string; address: string }[]).filter(({ type }) => type !== "text");
      return { ...rest, channels: [...(texts ? [{ type: "text", address: rest.phone }] : []), ...known], checkedOn: today };
    },
    show: ({ fields }) => ({ ...fields, texts: ((fields.channels ?? []) as { type: string }[]).some(({ type }) => type === "text") }),
  },
];

export const questions: readonly Question[] = [...homeQuestions, ...personQuestions, ...contactQuestions];
export const questionOf = (id: string | undefined): Question | undefined => questions.find((one) => one.id === id);
