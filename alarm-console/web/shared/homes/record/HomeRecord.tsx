import { useState } from "react";
import { may, type Role } from "#domain/role.ts";
import type { HomeDetail } from "../../homeDetails/home.ts";
import { Changes } from "./Changes.tsx";
import { AddDevice } from "./devices/AddDevice.tsx";
import { DeviceUnits } from "./devices/DeviceUnits.tsx";
import { type Entry, entriesOf } from "./entries.ts";
import { Facts } from "./Facts.tsx";
import { RecordForm } from "./form/RecordForm.tsx";
import { PersonPhoto } from "./PersonPhoto.tsx";
import { add, correct, patchOf, readRowAgain, remove } from "./record.ts";
import "./record.css";

interface HomeRecordProps {
  home: HomeDetail;
  role: Role;
  onChanged(): void;
}

/** Staff see and correct the record of a home: the home itself, its people, contacts and devices; and its history. */
export function HomeRecord({ home, role, onChanged }: HomeRecordProps) {
  const [opened, setOpened] = useState<string | null>(null);
  const [changes, setChanges] = useState(0);
  const changed = () => {
    setChanges((count) => count + 1);
    onChanged();
  };
  const done = () => {
    setOpened(null);
    changed();
  };
  const mayRegister = may(role, "registerHomes") && home.mode !== "ended";
  return (
    <section className="record" aria-labelledby="record-heading">
      <h3 id="record-heading">Correct the record</h3>
      {entriesOf(home).map(({ title, entries }) => (
        <section key={title} className="record-group" aria-label={`Record: ${title}`}>
          <h4>{title}</h4>
          {entries.map((entry) => (
            <div key={entry.key} className="record-member">
              {entry.name !== null && <strong>{entry.name}</strong>}
              <Facts facts={entry.facts} />
              <div className="buttons">
                <button type="button" aria-expanded={opened === entry.key} onClick={() => setOpened(entry.key)}>
                  {entry.title}
                </button>
              </div>
              {opened === entry.key && <EntryForm home={home} entry={entry} onDone={done} onCancel={() => setOpened(null)} />}
              {entry.person !== undefined && <PersonPhoto homeId={home.id} person={entry.person} onChanged={changed} />}
              {entry.device !== undefined && <DeviceUnits home={home} device={entry.device} mayReplace={mayRegister} onChanged={changed} />}
            </div>
          ))}
          {title === "Devices" && mayRegister && <AddDevice home={home} onChanged={changed} />}
        </section>
      ))}
      <Changes homeId={home.id} timezone={home.timezone} version={changes + home.version} />
    </section>
  );
}

function EntryForm({ home, entry, onDone, onCancel }: { home: HomeDetail; entry: Entry; onDone(): void; onCancel(): void }) {
  const { title, intro, fields, path, empty, row, removal } = entry;
  return (
    <RecordForm
      {...{ title, fields, empty, onDone, onCancel }}
      {...(intro === undefined ? {} : { intro })}
      row={row}
      timezone={home.timezone}
      save={(now, values) => (now === null ? add(path, values) : correct(path, now.version, patchOf(fields, now.values, values)))}
      readAgain={(version) => readRowAgain(home.id, entry.rowIn, { id: entry.id, version })}
      {...(removal === null ? {} : { removal: { ...removal, remove: (version: number) => remove(path, version) } })}
    />
  );
}
