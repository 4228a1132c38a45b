import { useState } from "react";
import type { HomeDetail } from "../../homeDetails/home.ts";
import { Changes } from "./Changes.tsx";
import { accessForm, contactForm, deviceForm, emptyContact, emptyPerson, type Field, homeForm, personForm, type Values } from "./fields.ts";
import { PersonPhoto } from "./PersonPhoto.tsx";
import { RecordForm } from "./RecordForm.tsx";
import { add, correct, patchOf, remove } from "./record.ts";
import "./record.css";

/** What the form is about. `row` null: a new entry. */
interface Opened {
  key: string;
  title: string;
  fields: readonly Field[];
  path: string;
  row: { version: number; values: Values } | null;
  empty: Values;
  removal: string | null;
}

/** Staff correct the record of a home: the home itself, its people, contacts and devices; and its history. */
export function HomeRecord({ home, onChanged }: { home: HomeDetail; onChanged(): void }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [changes, setChanges] = useState(0);
  const done = () => {
    setOpened(null);
    setChanges((count) => count + 1);
    onChanged();
  };
  return (
    <section className="record" aria-labelledby="record-heading">
      <h3 id="record-heading">Correct the record</h3>
      {groupsOf(home).map(({ title, entries }) => (
        <div key={title} className="record-group">
          <div className="buttons">
            {entries.map((entry) => (
              <button key={entry.key} type="button" aria-expanded={opened?.key === entry.key} onClick={() => setOpened(entry)}>
                {entry.title}
              </button>
            ))}
          </div>
          {opened !== null && entries.some(({ key }) => key === opened.key) && (
            <RecordForm
              key={opened.key}
              title={opened.title}
              fields={opened.fields}
              values={opened.row?.values ?? opened.empty}
              save={(values) => saveOf(opened, values)}
              {...removalOf(opened)}
              onDone={done}
              onCancel={() => setOpened(null)}
            />
          )}
          {title === "People" &&
            home.people.map((person) => <PersonPhoto key={person.id} homeId={home.id} person={person} onChanged={done} />)}
        </div>
      ))}
      <Changes homeId={home.id} timezone={home.timezone} version={changes} />
    </section>
  );
}

function saveOf({ row, path, fields }: Opened, values: Values) {
  return row === null ? add(path, values) : correct(path, row.version, patchOf(fields, row.values, values));
}

function removalOf({ removal, row, path }: Opened) {
  return removal === null || row === null ? {} : { removal: { words: removal, remove: () => remove(path, row.version) } };
}

function groupsOf(home: HomeDetail): { title: string; entries: Opened[] }[] {
  const path = `/api/v1/homes/${home.id}`;
  const own = { path, empty: {}, removal: null };
  return [
    {
      title: "Home",
      entries: [
        { ...own, key: "home", title: "Correct the home", fields: homeForm, row: { version: home.version, values: { ...home } } },
        { ...own, key: "access", title: "Set access notes and key safe", fields: accessForm, row: { version: home.version, values: {} } },
      ],
    },
    { title: "People", entries: membersOf(home.people, `${path}/people`, personForm, "person", emptyPerson, "remove this person") },
    {
      title: "Contacts",
      entries: membersOf(home.contacts, `${path}/contacts`, contactForm, "contact", emptyContact, "remove this contact"),
    },
    { title: "Devices", entries: membersOf(home.devices, `${path}/devices`, deviceForm, null, {}, "take it out of this home") },
  ];
}

/** `added`: what can be added; null where another page adds it. */
function membersOf(
  rows: readonly { id: string; version: number; name: string }[],
  path: string,
  fields: readonly Field[],
  added: string | null,
  empty: Values,
  removal: string,
): Opened[] {
  const entries = rows.map((row): Opened => {
    const { id, version, name } = row;
    const of = { key: `${path}/${id}`, path: `${path}/${id}`, title: `Correct ${name}` };
    return { ...of, fields, empty, removal, row: { version, values: { ...row } } };
  });
  if (added === null) return entries;
  return [...entries, { key: `${path}/new`, title: `Add a ${added}`, fields, path, row: null, empty, removal: null }];
}
