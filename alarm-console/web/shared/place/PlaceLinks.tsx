import { deskHref, homesHref, type Place } from "./place.ts";
import "./place.css";

/** How many wait, and how many of them are critical, is said wherever somebody is on the page. */
export interface Waiting {
  unclaimed: number;
  critical: number;
}

export function PlaceLinks({ place, waiting }: { place: Place; waiting: Waiting }) {
  const atDesk = place.kind === "desk";
  return (
    <nav className="places" aria-label="Pages">
      <a href={deskHref} aria-current={atDesk ? "page" : undefined}>
        Queue
        {!atDesk && waiting.unclaimed > 0 && (
          <span className={waiting.critical > 0 ? "count count-critical" : "count"}>
            {waiting.unclaimed}
            <span className="hidden"> waiting</span>
          </span>
        )}
      </a>
      <a href={homesHref} aria-current={place.kind === "homes" ? "page" : atDesk ? undefined : "true"}>
        Homes
      </a>
    </nav>
  );
}
