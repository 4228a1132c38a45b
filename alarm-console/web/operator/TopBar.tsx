import { useNow } from "../shared/clock/useNow.ts";
import { ConnectionStatus } from "../shared/live/ConnectionStatus.tsx";
import type { Link } from "../shared/live/connection.ts";
import { PlaceLinks, type Waiting } from "../shared/place/PlaceLinks.tsx";
import type { Place } from "../shared/place/place.ts";
import { Leaving } from "../shared/session/Leaving.tsx";
import type { Me } from "../shared/session/session.ts";
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
  return (
    <header className="top">
      <h1>Link Line</h1>
      <PlaceLinks place={place} waiting={waiting} />
      <ConnectionStatus link={link} upToDate={upToDate} />
      <SoundButton sound={sound} />
      <Clock />
      <Leaving me={me} onSignOut={onSignOut} />
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
