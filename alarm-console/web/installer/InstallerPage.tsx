import { type ReactNode, useEffect } from "react";
import "../shared/navigation/navigation.css";
import { currentDevices, currentHomes, deskHref, devicesHref, homesHref, type PageAddress } from "../shared/navigation/pageAddress.ts";
import { usePageAddress } from "../shared/navigation/usePageAddress.ts";
import { Search } from "../shared/search/Search.tsx";
import { SignedInAs } from "../shared/session/SignedInAs.tsx";
import type { Me } from "../shared/session/session.ts";

interface InstallerPageProps {
  me: Me;
  pageAt(address: PageAddress): ReactNode;
  onSignOut(): Promise<string | null>;
}

/** The frame for an installer: device problems, homes, and plans to read. It shows no alarms about people. */
export function InstallerPage({ me, pageAt, onSignOut }: InstallerPageProps) {
  const address = usePageAddress();
  const atList = address.kind === "desk";
  useEffect(() => {
    document.title = "Link Line";
  }, []);
  return (
    <div className="page">
      <header className="top">
        <h1>Link Line</h1>
        <nav className="page-links" aria-label="Pages">
          <a href={deskHref} aria-current={atList ? "page" : undefined}>
            Technical
          </a>
          <a href={homesHref} aria-current={currentHomes(address)}>
            Homes
          </a>
          <a href={devicesHref} aria-current={currentDevices(address)}>
            Devices
          </a>
        </nav>
        <Search />
        <SignedInAs me={me} end onSignOut={onSignOut} />
      </header>
      {pageAt(address)}
    </div>
  );
}
