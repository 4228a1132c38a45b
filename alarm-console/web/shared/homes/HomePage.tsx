import { Suspense } from "react";
import { may } from "#domain/role.ts";
import { AbsenceLine } from "../absence/AbsenceLine.tsx";
import { Contingency } from "../contingency/Contingency.tsx";
import { lazyPart } from "../design/lazyPart.tsx";
import { addressText } from "../homeDetails/addressText.ts";
import { HomePane } from "../homeDetails/HomePane.tsx";
import { useHome } from "../homeDetails/useHome.ts";
import { homesHref } from "../navigation/pageAddress.ts";
import type { Me } from "../session/session.ts";
import { Carers } from "./Carers.tsx";
import { HomeHistory } from "./HomeHistory.tsx";
import { EndService } from "./service/EndService.tsx";
import { ServiceEnded } from "./service/ServiceEnded.tsx";
import { useChosenDevice } from "./useChosenDevice.ts";
import "./homes.css";

// A desk opens it seldom. It is loaded below the forms of carers, so that they do not move under a hand.
const HomeRecord = lazyPart(async () => (await import("./record/HomeRecord.tsx")).HomeRecord);

/** The page of one home, opened from the list of homes or the search: all about it, and its history. */
export function HomePage({ homeId, deviceId, me }: { homeId: string; deviceId?: string | undefined; me: Me }) {
  const homeData = useHome(homeId, 0, me.role);
  const { home, absences } = homeData;
  useChosenDevice(home === null ? undefined : deviceId);
  // What happened is at the top of the page.
  const ended = () => {
    homeData.reload();
    document.querySelector(".page-sheet")?.scrollTo({ top: 0 });
  };
  const name = home?.name ?? `Home ${homeId}`;
  return (
    <div className="sheet home-page">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={homesHref}>Homes</a>
        </p>
        <h2>{name}</h2>
        <p className="secondary">{home && addressText(home)}</p>
        {home?.mode === "test" && <p className="plan-test">Test home: no one is in danger and alarms do not ring</p>}
        {home?.mode === "commissioning" && (
          <p className="plan-test">In commissioning: the installer answers its alarms, and no desk rings</p>
        )}
        <AbsenceLine absences={absences} timezone={home?.timezone} />
      </header>
      {home !== null && home.serviceEnd !== null && (
        <ServiceEnded home={home} end={home.serviceEnd} mayReopen={may(me.role, "endServices")} onReopened={homeData.reload} />
      )}
      <HomePane homeData={homeData} name={name} deviceId={null} role={me.role} lastCasesShown={false} />
      {may(me.role, "inviteCarers") && <Carers homeId={homeId} />}
      {may(me.role, "inviteCarers") && <Contingency homeId={homeId} timezone={home?.timezone} />}
      {home !== null && may(me.role, "editRecords") && (
        <Suspense fallback={null}>
          <HomeRecord home={home} role={me.role} onChanged={homeData.reload} />
        </Suspense>
      )}
      {(home?.mode === "live" || home?.mode === "commissioning") && may(me.role, "endServices") && (
        <EndService home={home} onEnded={ended} />
      )}
      {may(me.role, "seeAlarms") && <HomeHistory homeId={homeId} timezone={home?.timezone} />}
    </div>
  );
}
