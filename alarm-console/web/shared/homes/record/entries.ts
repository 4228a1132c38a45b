import type { DeviceDetail, HomeDetail, PersonDetail } from "../../homeDetails/home.ts";
import { contactFacts, deviceFacts, type Fact, homeFacts, personFacts } from "./facts.ts";
import {
  accessForm,
  contactForm,
  deviceForm,
  emptyContact,
  emptyPerson,
  type Field,
  homeForm,
  personForm,
  type Row,
  type Values,
} from "./form/fields.ts";

/** One thing of the record that a form corrects or adds. */
export interface Entry {
  key: string;
  /** Of the row; of the home for its own fields; empty for a new row. */
  id: string;
  /** What the row is called; null where the group says it. */
  name: string | null;
  /** The words of the button and of the form: "Correct Edith Birch". */
  title: string;
  intro?: string;
  facts: readonly Fact[];
  fields: readonly Field[];
  path: string;
  /** Null: a new row. */
  row: Row | null;
  /** The row in a home that was read again; null: it is gone. */
  rowIn(home: HomeDetail): Row | null;
  empty: Values;
  removal: { words: string; question: string } | null;
  person?: PersonDetail;
  device?: DeviceDetail;
}

export interface EntryGroup {
  title: string;
  entries: Entry[];
}

/** Everything of a home that staff may correct or add, in the order of the page. Devices are added by a form of their own. */
export function entriesOf(home: HomeDetail): EntryGroup[] {
  return [
    { title: "Home", entries: ownEntries(home) },
    {
      title: "People",
      entries: [
        ...home.people.map((person): Entry => ({ ...memberOf(home, "people", person, personFacts(person)), person })),
        added(home, "people", "Add a person", emptyPerson),
      ],
    },
    {
      title: "Contacts",
      entries: [
        ...home.contacts.map((one) => memberOf(home, "contacts", one, contactFacts(one))),
        added(home, "contacts", "Add a contact", emptyContact),
      ],
    },
    {
      title: "Devices",
      entries: home.devices.map((device): Entry => ({ ...memberOf(home, "devices", device, deviceFacts(device)), device })),
    },
  ];
}

const pathOf = (home: HomeDetail): string => `/api/v1/homes/${home.id}`;

function ownEntries(home: HomeDetail): Entry[] {
  const own = { id: home.id, name: null, path: pathOf(home), empty: {}, removal: null };
  return [
    {
      ...own,
      ...{ key: "home", title: "Correct the home", facts: homeFacts(home), fields: homeForm },
      row: { version: home.version, values: { ...home } },
      rowIn: (now) => ({ version: now.version, values: { ...now } }),
    },
    {
      ...own,
      ...{ key: "access", title: "Set access notes and key safe", facts: [], fields: accessForm },
      intro: `${home.hasAccessNotes ? "This home has access notes or a key safe." : "This home has no access notes and no key safe."} They are not shown here: the holder of a case sees them, and each look is recorded. What you leave empty stays as it is.`,
      row: { version: home.version, values: {} },
      rowIn: (now) => ({ version: now.version, values: {} }),
    },
  ];
}

const formOf = { people: personForm, contacts: contactForm, devices: deviceForm } as const;
const removalOf = {
  people: { words: "remove this person", question: "The name, risks and needs no longer show in a call. The history keeps how it was." },
  contacts: { words: "remove this contact", question: "This contact is called and notified no more. The history keeps how it was." },
  devices: {
    words: "take it out of this home",
    question: "Its login ends at once: a press or an alarm of this device reaches no one any more. Its readings and past alarms stay.",
  },
} as const;

function memberOf(
  home: HomeDetail,
  kind: keyof typeof formOf,
  row: PersonDetail | HomeDetail["contacts"][number] | DeviceDetail,
  facts: readonly Fact[],
): Entry {
  const { id, name, version } = row;
  const path = `${pathOf(home)}/${kind}/${id}`;
  return {
    ...{ key: path, id, name, title: `Correct ${name}`, facts, fields: formOf[kind], path, empty: {}, removal: removalOf[kind] },
    row: { version, values: { ...row } },
    rowIn: (now) => {
      const found = now[kind].find((one) => one.id === id);
      return found === undefined ? null : { version: found.version, values: { ...found } };
    },
  };
}

function added(home: HomeDetail, kind: "people" | "contacts", title: string, empty: Values): Entry {
  const path = `${pathOf(home)}/${kind}`;
  return {
    ...{ key: `${path}/new`, id: "", name: null, title, facts: [], fields: formOf[kind] },
    path,
    row: null,
    rowIn: () => null,
    empty,
    removal: null,
  };
}
