import { useCallback, useState } from "react";
import { may, type Role } from "#domain/role.ts";
import { type AbsenceView, readAbsences } from "../absence/absences.ts";
import { call } from "../api/call.ts";
import { useWhileSeen } from "../clock/useWhileSeen.ts";
import type { HomeDetail } from "./home.ts";

// Kept while the page is open, so that the phone numbers of a home already looked at stay in reach when the service is not.
const seen = new Map<string, HomeDetail>();
const away = new Map<string, readonly AbsenceView[]>();
const noAbsences: readonly AbsenceView[] = [];
const refreshMs = 30_000;

export interface HomeOnScreen {
  home: HomeDetail | null;
  absences: readonly AbsenceView[];
  fault: string | null;
  again(): void;
}

/**
 * The home's people, contacts, devices and, for who may see them, absences; read again when `version` changes, and every half minute while somebody can
 * see them. Where devices are not shown, only absences are read again: nothing else of a home changes by itself.
 */
export function useHome(homeId: string | null, version: number, role: Role, devicesShown = true): HomeOnScreen {
  const [, redraw] = useState(0);
  const [fault, setFault] = useState<{ homeId: string; text: string } | null>(null);

  const read = useCallback(async () => {
    if (homeId === null) return;
    const changes = devicesShown || !seen.has(homeId);
    const [answer, absences] = await Promise.all([
      changes ? call<HomeDetail>("GET", `/api/v1/homes/${homeId}`) : null,
      may(role, "seeAbsences") ? readAbsences(homeId) : null,
    ]);
    if (answer?.ok) seen.set(homeId, answer.value);
    if (absences?.ok) away.set(homeId, absences.value.items);
    const failed = answer?.ok === false ? answer : absences?.ok === false ? absences : null;
    setFault(failed === null ? null : { homeId, text: failed.message });
    redraw((count) => count + 1);
  }, [homeId, role, devicesShown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the alarm is what makes it read again
  const again = useCallback(() => void read(), [read, version]);
  useWhileSeen(again, refreshMs);

  return {
    home: homeId === null ? null : (seen.get(homeId) ?? null),
    absences: homeId === null ? noAbsences : (away.get(homeId) ?? noAbsences),
    fault: fault !== null && fault.homeId === homeId ? fault.text : null,
    again,
  };
}
