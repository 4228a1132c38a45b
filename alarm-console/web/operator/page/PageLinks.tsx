import { currentHomes, deskHref, homesHref, type PageAddress } from "../../shared/navigation/pageAddress.ts";
import "../../shared/navigation/navigation.css";

/** Unclaimed alarms and presses, and how many of them are critical. */
export interface Waiting {
  unclaimed: number;
  critical: number;
}

/** Links to the queue and to the homes. Away from the desk, the link to the queue shows how many alarms wait. */
export function PageLinks({ address, waiting }: { address: PageAddress; waiting: Waiting }) {
  const atDesk = address.kind === "desk";
  return (
    <nav className="page-links" aria-label="Pages">
      <a href={deskHref} aria-current={atDesk ? "page" : undefined}>
        Queue
        {!atDesk && waiting.unclaimed > 0 && (
          <span className={waiting.critical > 0 ? "count count-critical" : "count"}>
            {waiting.unclaimed}
            <span className="hidden"> waiting</span>
          </span>
        )}
      </a>
      <a href={homesHref} aria-current={currentHomes(address)}>
        Homes
      </a>
    </nav>
  );
}
