import { useRef } from "react";
import { useNow } from "../../shared/clock/useNow.ts";
import { useHeightProperty } from "../../shared/design/useHeightProperty.ts";
import { ConnectionStatus } from "../../shared/live/ConnectionStatus.tsx";
import type { ConnectionState } from "../../shared/live/connection.ts";
import type { PageAddress } from "../../shared/navigation/pageAddress.ts";
import { Search } from "../../shared/search/Search.tsx";
import { SignedInAs } from "../../shared/session/SignedInAs.tsx";
import type { Me } from "../../shared/session/session.ts";
import type { Ring } from "../sound/ringing.ts";
import { SoundButton } from "../sound/SoundButton.tsx";
import type { SoundControl } from "../sound/useSound.ts";
import { PageLinks, type Waiting } from "./PageLinks.tsx";

interface TopBarProps {
  me: Me;
  connection: ConnectionState;
  upToDate: boolean;
  sound: SoundControl;
  rings: readonly Ring[];
  address: PageAddress;
  waiting: Waiting;
  /** The search opens a case. */
  onOpenCase(id: string): void;
  onSignOut(): Promise<string | null>;
}

/** The bar of every page of staff: pages, search, connection, sound, time and sign out. */
export function TopBar({ me, connection, upToDate, sound, rings, address, waiting, onOpenCase, onSignOut }: TopBarProps) {
  const bar = useRef<HTMLElement>(null);
  useHeightProperty("--top-height", bar);
  return (
    <header ref={bar} className="top">
      <h1>Link Line</h1>
      <PageLinks address={address} waiting={waiting} role={me.role} />
      <Search onOpenCase={onOpenCase} />
      <ConnectionStatus connection={connection} upToDate={upToDate} />
      <SoundButton sound={sound} rings={rings} />
      <Clock />
      <SignedInAs me={me} onSignOut={onSignOut} />
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
