import { may, type Role } from "#domain/role.ts";
import {
  accountsHref,
  closedCasesHref,
  currentDevices,
  currentHomes,
  deskHref,
  devicesHref,
  homesHref,
  type PageAddress,
  wallHref,
} from "../../shared/navigation/pageAddress.ts";
import "../../shared/navigation/navigation.css";

/** Waiting cases and presses, and how many of them are critical. */
export interface Waiting {
  unclaimed: number;
  critical: number;
}

/**
 * Links to the queue, the homes, the devices and the closed cases, for supervisors also to the wall, which leads to the
 * reports, and for administrators to the accounts. Away from the desk, the link to the queue shows how many cases wait.
 */
export function PageLinks({ address, waiting, role }: { address: PageAddress; waiting: Waiting; role: Role }) {
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
      <a href={devicesHref} aria-current={currentDevices(address)}>
        Devices
      </a>
      <a href={closedCasesHref} aria-current={address.kind === "closedCases" ? "page" : undefined}>
        Closed<span className="hidden"> cases</span>
      </a>
      {may(role, "seeReports") && (
        <a href={wallHref} aria-current={address.kind === "reports" ? "true" : undefined}>
          Wall
        </a>
      )}
      {may(role, "manageAccounts") && (
        <a href={accountsHref} aria-current={address.kind === "accounts" ? "page" : undefined}>
          Accounts
        </a>
      )}
    </nav>
  );
}
