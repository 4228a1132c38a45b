import { may, type Role } from "#domain/role.ts";
import { AbsencePanel } from "../absence/AbsencePanel.tsx";
import { planHref } from "../navigation/pageAddress.ts";
import { Contacts } from "./Contacts.tsx";
import { Devices } from "./Devices.tsx";
import "./home.css";
import { People } from "./People.tsx";
import type { HomeData } from "./useHome.ts";

interface HomePaneProps {
  homeData: HomeData;
  name: string;
  deviceId: string | null;
  role: Role;
}

/** Everything about one home: people, contacts, absences, devices, and a link to its plan. */
export function HomePane({ homeData, name, deviceId, role }: HomePaneProps) {
  const { home, absences, fault, reload } = homeData;
  return (
    <div className="home">
      {fault !== null && (
        <div className="home-fault" role="alert">
          <p className="fault">{home === null ? `Could not load ${name}. ${fault}` : `This page may be out of date. ${fault}`}</p>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {home === null && fault === null && <p className="secondary home-loading">Loading {name}…</p>}
      {home !== null && (
        <>
          <People people={home.people} />
          <Contacts contacts={home.contacts} />
          {may(role, "seeAbsences") && (
            <AbsencePanel
              key={home.id}
              homeId={home.id}
              timezone={home.timezone}
              absences={absences}
              editable={may(role, "setAbsences")}
              onChanged={reload}
            />
          )}
          <Devices devices={home.devices} alarmDeviceId={deviceId} />
          <a className="home-plan" href={planHref(home.id)}>
            View this home's plan
          </a>
        </>
      )}
    </div>
  );
}
