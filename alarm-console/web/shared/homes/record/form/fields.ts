import { readingKinds } from "#domain/reading.ts";
import { risks } from "#domain/record/personFields.ts";
import { weekdays } from "#domain/time/wallClock.ts";

/** A field with one value. */
export type PlainField =
  | { name: string; title: string; hint?: string; type: "text" | "lines" | "date" | "number" | "decimal" | "flag" }
  | { name: string; title: string; hint?: string; type: "choice"; options: readonly (readonly [value: string, words: string])[] }
  | { name: string; title: string; hint?: string; type: "choices"; options: readonly (readonly [value: string, words: string])[] };

/** A list of entries, or with `single` one entry or none. `empty` is a new entry. */
export interface EntryField {
  name: string;
  title: string;
  hint?: string;
  type: "list";
  entry: string;
  single?: true;
  fields: readonly PlainField[];
  empty: Values;
}

/** A field of a form of the record. */
export type Field = PlainField | EntryField;

export type Values = Record<string, unknown>;

/** A row of the record as it was read. */
export interface Row {
  version: number;
  values: Values;
}

const wordsOf = (name: string): string =>
  name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());
const optionsOf = (names: readonly string[]): (readonly [string, string])[] => names.map((name) => [name, wordsOf(name)] as const);

export const homeForm: readonly Field[] = [
  { name: "name", title: "Name", type: "text" },
  { name: "address", title: "Address", hint: "One line a line", type: "lines" },
  { name: "postcode", title: "Postcode", type: "text" },
  { name: "phone", title: "Telephone of the home", type: "text" },
  { name: "what3words", title: "what3words", hint: "For the door that a responder uses", type: "text" },
  {
    ...{ name: "coordinates", title: "Coordinates", type: "list", single: true, entry: "coordinates" },
    fields: [
      { name: "latitude", title: "Latitude in degrees", type: "decimal" },
      { name: "longitude", title: "Longitude in degrees", type: "decimal" },
    ],
    empty: { latitude: null, longitude: null },
  },
  { name: "area", title: "Area of responders", type: "text" },
  { name: "contract", title: "Council or scheme", type: "text" },
  { name: "reference", title: "Reference", hint: "The key of this home in another system", type: "text" },
  { name: "timezone", title: "Time zone", hint: "Such as Europe/London", type: "text" },
];

/** Set, and never shown here. */
export const accessForm: readonly Field[] = [
  { name: "accessNotes", title: "How a responder gets in", type: "lines" },
  {
    ...{ name: "keySafe", title: "Key safe", type: "list", single: true, entry: "key safe" },
    fields: [
      { name: "location", title: "Where it is", type: "text" },
      { name: "code", title: "Code", type: "text" },
    ],
    empty: { location: "", code: "" },
  },
];

export const personForm: readonly Field[] = [
  { name: "name", title: "Full name", type: "text" },
  { name: "preferredName", title: "Likes to be called", type: "text" },
  { name: "dateOfBirth", title: "Date of birth", type: "date" },
  { name: "language", title: "Language", hint: "Empty: the centre’s own", type: "text" },
  {
    name: "communicationNeeds",
    title: "Needs when talking",
    type: "choices",
    options: [
      ["hearing", "Hearing"],
      ["sight", "Sight"],
      ["signs", "Signs"],
      ["speech", "Speech"],
    ],
  },
  { name: "communication", title: "How to talk with this person", hint: "“Signs, does not speak”", type: "text" },
  {
    ...{ name: "risks", title: "Health and risks", type: "list", entry: "risk" },
    fields: [
      { name: "risk", title: "Risk", type: "choice", options: optionsOf(risks) },
      { name: "note", title: "What a responder must know", type: "text" },
    ],
    empty: { risk: "falls", note: "" },
  },
  { name: "notes", title: "Notes for a responder", type: "lines" },
  { name: "gp", title: "GP", type: "text" },
  { name: "nhsNumber", title: "NHS number", type: "text" },
  {
    ...{ name: "consents", title: "Consents", type: "list", entry: "consent" },
    fields: [
      { name: "to", title: "Agreed to", type: "text" },
      { name: "by", title: "Who agreed", type: "text" },
      { name: "on", title: "When", type: "date" },
      { name: "reviewOn", title: "Ask again on", type: "date" },
    ],
    empty: { to: "", by: "", on: null, reviewOn: null },
  },
];

export const contactForm: readonly Field[] = [
  { name: "place", title: "Place in the order of calls", hint: "1 is called first", type: "number" },
  { name: "name", title: "Name", type: "text" },
  { name: "relation", title: "Relation", type: "text" },
  { name: "phone", title: "Telephone that staff call", type: "text" },
  {
    ...{ name: "channels", title: "How Link Line may notify this contact", type: "list", entry: "channel" },
    fields: [
      {
        name: "type",
        title: "By",
        type: "choice",
        options: [
          ["text", "Text message"],
          ["email", "E-mail"],
          ["voice", "Voice call"],
        ],
      },
      { name: "address", title: "Number or address", type: "text" },
      {
        name: "purposes",
        title: "For",
        hint: "None chosen: for everything",
        type: "choices",
        options: [
          ["alarms", "Alarms"],
          ["planReview", "The review of a plan"],
          ["devices", "Messages about devices"],
        ],
      },
    ],
    empty: { type: "text", address: "" },
  },
  {
    ...{ name: "hours", title: "When this contact may be called", hint: "None: at any hour", type: "list", entry: "time" },
    fields: [
      { name: "from", title: "From", hint: "Such as 18:00", type: "text" },
      { name: "to", title: "Until", hint: "An earlier time is on the next day", type: "text" },
      { name: "days", title: "Begins on", type: "choices", options: optionsOf(weekdays) },
    ],
    empty: { from: "08:00", to: "22:00", days: [...weekdays] },
  },
  { name: "keyholder", title: "Holds a key", type: "flag" },
  { name: "powerOfAttorney", title: "Holds a lasting power of attorney", type: "flag" },
  { name: "distanceMinutes", title: "Minutes to the home", type: "number" },
  { name: "language", title: "Language", type: "text" },
  { name: "checkedOn", title: "Details checked on", type: "date" },
];

export const deviceForm: readonly Field[] = [
  { name: "name", title: "Name", type: "text" },
  { name: "kind", title: "Kind", type: "choice", options: optionsOf(readingKinds) },
  { name: "alsoReports", title: "It also reports", type: "choices", options: optionsOf(readingKinds) },
  { name: "room", title: "Room", type: "text" },
  { name: "location", title: "Where in the room", type: "text" },
  { name: "outside", title: "A door that leads outside", type: "flag" },
  {
    name: "expectedIntervalSeconds",
    title: "Reports at least every … seconds",
    hint: "An hour is 3600. Staff learn of its silence by this.",
    type: "number",
  },
  { name: "model", title: "Model", type: "text" },
  { name: "serial", title: "Serial number", type: "text" },
  { name: "installedOn", title: "Installed on", type: "date" },
  { name: "batteryType", title: "Battery", hint: "Such as CR2032", type: "text" },
  { name: "network", title: "Network", hint: "The supplier of its connection, such as EE", type: "text" },
];

/** The values that a new entry begins with. */
export const emptyPerson: Values = { name: "", communicationNeeds: [], risks: [], consents: [] };
export const emptyContact: Values = { name: "", relation: "", phone: "", channels: [] };
