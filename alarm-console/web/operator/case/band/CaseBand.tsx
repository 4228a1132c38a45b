import type { CaseView } from "#domain/answering/case.ts";
import { AbsenceLine } from "../../../shared/absence/AbsenceLine.tsx";
import { PriorityMark } from "../../../shared/design/PriorityMark.tsx";
import { PersonPicture } from "../../../shared/homeDetails/people/PersonPicture.tsx";
import type { HomeData } from "../../../shared/homeDetails/useHome.ts";
import { waitsSince } from "../../../shared/live/deskStore.ts";
import { shownAlarms } from "../../../shared/live/headline.ts";
import { callsMe, claimOf } from "../../queue/queueParts.ts";
import { WaitingTime } from "../../queue/WaitingTime.tsx";
import "./band.css";
import { Needs } from "./Needs.tsx";
import { WhatRang } from "./WhatRang.tsx";
import { Who } from "./Who.tsx";

interface CaseBandProps {
  one: CaseView;
  homeData: HomeData;
  myId: string;
}

/** Who needs help, where, how to talk with them, what rang, and since when. */
export function CaseBand({ one, homeData: { home, absences }, myId }: CaseBandProps) {
  const counting = callsMe(claimOf(one, myId)) && one.mode === "live" && one.priority !== "info";
  return (
    <header className="band">
      {one.mode === "test" && <p className="test-band">Test home: no one is in danger and alarms do not ring</p>}
      {one.mode === "commissioning" && <p className="test-band">In commissioning: the installer answers this call, and no desk rings</p>}
      <div className="band-top">
        <PriorityMark priority={one.priority} />
        {one.rings > 1 && <span className="rings">{one.rings} calls</span>}
        <span className="band-plan">{planText(one)}</span>
        {one.state !== "closed" && one.mode === "live" && !one.technical && (
          <WaitingTime since={Date.parse(counting ? waitsSince(one) : one.openedAt)} counting={counting} />
        )}
      </div>
      <Who home={home} homeName={one.homeName} />
      <Needs people={home?.people ?? []} />
      {home?.people.map((person) => (
        <PersonPicture key={person.id} homeId={home.id} person={person} />
      ))}
      <WhatRang one={one} home={home} />
      {one.familyUnreached && one.state !== "closed" && <p className="band-unreached">Family not contacted: you must call</p>}
      {one.accepted !== null && (
        <p className="band-accepted">
          <strong>{one.accepted.name}</strong> said: I'm on it
        </p>
      )}
      <AbsenceLine absences={absences} timezone={home?.timezone} />
    </header>
  );
}

function planText(one: CaseView): string {
  if (one.technical) return "Technical: does not ring";
  const first = shownAlarms(one)[0]?.firstResponder;
  return `Plan: ${first === "carer" ? "family carer" : "centre"} responds first`;
}
