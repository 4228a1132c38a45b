import { useCallback, useState } from "react";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";
import { type ContactAvailability, namesText, readContingency } from "./contingencyCalls.ts";

const refreshMs = 30_000;

/** The contacts whom escalation skips now, and contingency plans that run. Nothing where all are called. */
export function NotCalled({ homeId, timezone }: { homeId: string; timezone: string }) {
  const [away, setAway] = useState<{ homeId: string; items: ContactAvailability[] } | null>(null);
  const read = useCallback(() => {
    void readContingency(homeId).then((answer) => {
      if (answer.ok) setAway({ homeId, items: answer.value.items.filter(({ notAvailableUntil }) => notAvailableUntil !== null) });
    });
  }, [homeId]);
  useWhileVisible(read, refreshMs);
  if (away === null || away.homeId !== homeId || away.items.length === 0) return null;
  const at = (moment: string): string => `${wallDay(moment, timezone)} ${wallMinute(moment, timezone)}`;
  return (
    <section aria-labelledby="not-called-heading">
      <h3 id="not-called-heading">Not called now</h3>
      <ul className="problems">
        {away.items.map(({ contactId, name, notAvailableUntil, running }) => (
          <li key={contactId}>
            <strong>{name}</strong>{" "}
            {running === null
              ? `is not called until ${at(notAvailableUntil ?? "")}.`
              : `${running.why === "ill" ? "is ill" : "is in hospital"}: the contingency plan runs until ${at(running.endsAt)}. Called instead: ${namesText(running.substitutes)}. The centre: ${running.centreDoes}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
