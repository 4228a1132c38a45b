import { AbsenceLine } from "../absence/AbsenceLine.tsx";
import { HomePane } from "../home/HomePane.tsx";
import { useHome } from "../home/useHome.ts";
import { homesHref } from "../place/place.ts";
import type { Me } from "../session/session.ts";
import "./homes.css";

/** A home outside of any alarm. */
export function HomePage({ homeId, me }: { homeId: string; me: Me }) {
  const onScreen = useHome(homeId, 0, me.role);
  const { home, absences } = onScreen;
  const name = home?.name ?? `home ${homeId}`;
  return (
    <div className="sheet home-page">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={homesHref}>Homes</a>
        </p>
        <h2>{name}</h2>
        <p className="quiet">{home?.address}</p>
        {home?.mode === "test" && <p className="plan-test">Test home: no one is in danger and nothing rings</p>}
        <AbsenceLine absences={absences} timezone={home?.timezone} />
      </header>
      <HomePane onScreen={onScreen} name={name} deviceId={null} role={me.role} />
    </div>
  );
}
