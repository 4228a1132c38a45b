import { useState } from "react";
import { useNow } from "./clock/useNow.ts";
import { ConnectionStatus } from "./live/ConnectionStatus.tsx";
import type { Link } from "./live/connection.ts";
import { PlaceLinks, type Waiting } from "./place/PlaceLinks.tsx";
import type { Place } from "./place/place.ts";
import type { Me } from "./session/session.ts";
import { SoundButton } from "./sound/SoundButton.tsx";
import type { SoundControl } from "./sound/useSound.ts";

interface TopBarProps {
  me: Me;
  link: Link;
  upToDate: boolean;
  sound: SoundControl;
  place: Place;
  waiting: Waiting;
  onSignOut(): Promise<string | null>;
}

export function TopBar({ me, link, upToDate, sound, place, waiting, onSignOut }: TopBarProps) {
  const [fault, setFault] = useState<string | null>(null);
  return (
    <header className="top">
      <h1>Link Line</h1>
      <PlaceLinks place={place} waiting={waiting} />
      <ConnectionStatus link={link} upToDate={upToDate} />
      <SoundButton sound={sound} />
      <Clock />
      <p className="fault" role="alert">
        {fault}
      </p>
      <span className="top-me">
        {me.name} <span className="quiet">{me.role}</span>
      </span>
      <button type="button" className="plain" onClick={async () => setFault(await onSignOut())}>
        Sign out
      </button>
    </header>
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

function Clock() {
  const now = useNow((ms) => clock.format(ms));
  return (
    <span className="top-clock" aria-hidden="true">
      {now}
    </span>
  );
}
