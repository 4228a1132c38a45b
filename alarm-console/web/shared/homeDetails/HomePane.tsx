import type { ReactNode } from "react";
import { may, type Role } from "#domain/role.ts";
import { AbsencePanel } from "../absence/AbsencePanel.tsx";
import { Strip } from "../homeStrip/Strip.tsx";
import { planHref } from "../navigation/pageAddress.ts";
import { Devices } from "./devices/Devices.tsx";
import { DevicesWithProblems } from "./devices/DevicesWithProblems.tsx";
import { Contacts } from "./people/Contacts.tsx";
import "./home.css";
import { NotCalled } from "../contingency/NotCalled.tsx";
import { LastCases } from "./LastCases.tsx";
import { MonthlyTest } from "./MonthlyTest.tsx";
import { MedicalFacts } from "./people/MedicalFacts.tsx";
import { People } from "./people/People.tsx";
import { RulesHere } from "./RulesHere.tsx";
import type { HomeData } from "./useHome.ts";

interface HomePaneProps {
  homeData: HomeData;
  name: string;
  deviceId: string | null;
  role: Role;
  /** Who lives here and whom to call. The desk shows both beside the case. */
  peopleShown?: boolean;
  /** Above everything else: what belongs to the case and not to the home. */
  top?: ReactNode;
  /** The page of a home has its whole history in place of them. */
  lastCasesShown?: boolean;
  /** Grows with each change of the home's case, so that the last cases are read again. */
  version?: number;
}

/** Everything about one home: people, contacts, its last hours, what does not work in it, absences, devices, and a link to its plan. */
export function HomePane({
  homeData,
  name,
  deviceId,
  role,
  peopleShown = true,
  lastCasesShown = true,
  top = null,
  version = 0,
}: HomePaneProps) {
  const { home, absences, fault, reload } = homeData;
  const absencePanel = home !== null && may(role, "seeAbsences") && (
    <AbsencePanel
      key={home.id}
      homeId={home.id}
      timezone={home.timezone}
      absences={absences}
      editable={may(role, "setAbsences")}
      onChanged={reload}
    />
  );
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
          <MonthlyTest home={home} />
          {top}
          {home.phone !== null && (
            <p className="home-phone">
              <span>Telephone of the home</span>
              <a href={`tel:${home.phone.replace(/[^+\d]/g, "")}`} aria-label={`Call the home, ${home.phone}`}>
                {home.phone}
              </a>
            </p>
          )}
          {peopleShown && <People homeId={home.id} people={home.people} />}
          <MedicalFacts people={home.people} />
          {may(role, "inviteCarers") && <NotCalled homeId={home.id} timezone={home.timezone} />}
          {peopleShown && <Contacts contacts={home.contacts} />}
          {peopleShown && absencePanel}
          {may(role, "seeReadings") && <Strip key={`strip ${home.id}`} homeId={home.id} alarmDeviceId={deviceId} />}
          {may(role, "seePlans") && <RulesHere homeId={home.id} />}
          {peopleShown ? (
            <Devices devices={home.devices} alarmDeviceId={deviceId} />
          ) : (
            <DevicesWithProblems devices={home.devices} alarmDeviceId={deviceId} />
          )}
          {lastCasesShown && may(role, "seeAlarms") && <LastCases homeId={home.id} timezone={home.timezone} version={version} />}
          {!peopleShown && absencePanel}
          <a className="home-plan" href={planHref(home.id)}>
            View this home's plan
          </a>
        </>
      )}
    </div>
  );
}
