import { useEffect, useState } from "react";
import { deskHref, homesHref } from "../place/place.ts";
import { Sheet } from "../place/Sheet.tsx";
import { usePlace } from "../place/usePlace.ts";
import type { Me } from "../session/session.ts";

/** For whoever fits and mends devices: homes, their plans to read, and what is wrong with devices. No alarm of people is here. */
export function InstallerPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const place = usePlace();
  const [fault, setFault] = useState<string | null>(null);
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
        <p className="fault" role="alert">
          {fault}
        </p>
        <span className="top-me top-end">
          {me.name} <span className="quiet">{me.role}</span>
        </span>
        <button type="button" className="plain" onClick={async () => setFault(await onSignOut())}>
          Sign out
        </button>
      </header>
      <Sheet key={JSON.stringify(place)} place={place} me={me} />
    </div>
  );
}
