import { AbsenceLine } from "../absence/AbsenceLine.tsx";
import { HomePane } from "../homeDetails/HomePane.tsx";
import { useHome } from "../homeDetails/useHome.ts";
import { homesHref } from "../navigation/pageAddress.ts";
import type { Me } from "../session/session.ts";
import "./homes.css";

/** The page of one home, opened from the list of homes. */
export function HomePage({ homeId, me }: { homeId: string; me: Me }) {
  const homeData = useHome(homeId, 0, me.role);
  const { home, absences } = homeData;
  const name = home?.name ?? `Home ${homeId}`;
  return (
    <div className="sheet home-page">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={homesHref}>Homes</a>
        </p>
        <h2>{name}</h2>
        <p className="secondary">{home?.address}</p>
        {home?.mode === "test" && <p className="plan-test">Test home: no one is in danger and alarms do not ring</p>}
        <AbsenceLine absences={absences} timezone={home?.timezone} />
      </header>
      <HomePane homeData={homeData} name={name} deviceId={null} role={me.role} />
    </div>
  );
}
