import { useState } from "react";
import { may } from "#domain/role.ts";
import { PageEnd } from "../../lists/PageEnd.tsx";
import { usePages } from "../../lists/usePages.ts";
import { devicesHref } from "../../navigation/pageAddress.ts";
import type { Me } from "../../session/session.ts";
import { UnknownRow } from "./UnknownRow.tsx";
import { readUnknown } from "./unknownDevices.ts";
import "./unknownDevices.css";

/** The devices that gateways offer or speak for, and that are not registered, newest first: each with its last message and a button that adds it. */
export function UnknownDevicesPage({ me }: { me: Me }) {
  const [done, setDone] = useState<{ count: number; words: string }>({ count: 0, words: "" });
  return (
    <div className="sheet unknown-devices">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={devicesHref}>Devices</a>
        </p>
        <h2>Unknown devices</h2>
        <p className="secondary">
          A gateway offers them or speaks for them, and they are in no home yet. They ring no one, except for a call or a danger.
        </p>
      </header>
      <output>{done.words}</output>
      <List
        key={done.count}
        mayAdd={may(me.role, "registerHomes")}
        onDone={(words) => setDone(({ count }) => ({ count: count + 1, words }))}
      />
    </div>
  );
}

function List({ mayAdd, onDone }: { mayAdd: boolean; onDone(words: string): void }) {
  const unknown = usePages("", readUnknown);
  return (
    <>
      {!mayAdd && <p className="secondary">Supervisors and installers add them.</p>}
      <ul className="unknown-list" aria-label="Unknown devices" aria-busy={unknown.reading}>
        {(unknown.items ?? []).map((one) => (
          <UnknownRow key={one.id} one={one} mayAdd={mayAdd} onDone={onDone} />
        ))}
      </ul>
      <PageEnd pages={unknown} noun="unknown devices" empty="No gateway offers or speaks for a device that is not registered." />
    </>
  );
}
