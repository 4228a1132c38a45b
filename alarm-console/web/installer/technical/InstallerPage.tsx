import { useEffect } from "react";
import { Sheet } from "../../Sheet.tsx";
import { deskHref, homesHref } from "../../shared/place/place.ts";
import { usePlace } from "../../shared/place/usePlace.ts";
import { Leaving } from "../../shared/session/Leaving.tsx";
import type { Me } from "../../shared/session/session.ts";

/** For whoever fits and mends devices: homes, their plans to read, and what is wrong with devices. No alarm of people is here. */
export function InstallerPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const place = usePlace();
  const atList = place.kind === "desk";
  useEffect(() => {
    document.title = "Link Line";
  }, []);
  return (
    <div className="page">
      <header className="top">
        <h1>Link Line</h1>
        <nav className="places" aria-label="Pages">
          <a href={deskHref} aria-current={atList ? "page" : undefined}>
            Technical
          </a>
          <a href={homesHref} aria-current={place.kind === "homes" ? "page" : atList ? undefined : "true"}>
            Homes
          </a>
        </nav>
        <Leaving me={me} end onSignOut={onSignOut} />
      </header>
      <Sheet key={JSON.stringify(place)} place={place} me={me} />
    </div>
  );
}
