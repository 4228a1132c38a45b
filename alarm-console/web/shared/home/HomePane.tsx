import { may, type Role } from "#domain/role.ts";
import { AbsencePanel } from "../absence/AbsencePanel.tsx";
import { planHref } from "../place/place.ts";
import { Contacts } from "./Contacts.tsx";
import { Devices } from "./Devices.tsx";
import "./home.css";
import { People } from "./People.tsx";
import type { HomeOnScreen } from "./useHome.ts";

interface HomePaneProps {
  onScreen: HomeOnScreen;
  name: string;
  deviceId: string | null;
  role: Role;
}

/** Who lives there, who to call, whether they are away, what the devices last said, and the way to the plan. */
export function HomePane({ onScreen, name, deviceId, role }: HomePaneProps) {
  const { home, absences, fault, again } = onScreen;
  return (
    <div className="home">
      {fault !== null && (
        <div className="home-fault" role="alert">
          <p className="fault">{home === null ? `Nothing is known of ${name} here yet: ${fault}` : `This may be out of date: ${fault}`}</p>
          <button type="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
      {home === null && fault === null && <p className="quiet home-loading">Reading {name}…</p>}
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
              onChanged={again}
            />
          )}
          <Devices devices={home.devices} alarmDeviceId={deviceId} />
          <a className="home-plan" href={planHref(home.id)}>
            Plan of this home
          </a>
        </>
      )}
    </div>
  );
}
