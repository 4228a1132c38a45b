import { Contacts } from "./Contacts.tsx";
import { Devices } from "./Devices.tsx";
import "./home.css";
import { People } from "./People.tsx";
import type { HomeOnScreen } from "./useHome.ts";

/** Who lives there, who to call, and what the devices last said. */
export function HomePane({ onScreen, name, deviceId }: { onScreen: HomeOnScreen; name: string; deviceId: string | null }) {
  const { home, fault, again } = onScreen;
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
          <Devices devices={home.devices} alarmDeviceId={deviceId} />
        </>
      )}
    </div>
  );
}
