import { useCallback, useState } from "react";
import { may, type Role } from "#domain/role.ts";
import { type AbsenceView, readAbsences } from "../absence/absences.ts";
import { call } from "../api/call.ts";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import type { HomeDetail } from "./home.ts";

// Kept while the page is open, so that the phone numbers of a home stay available when the service does not answer.
const homeCache = new Map<string, HomeDetail>();
const absenceCache = new Map<string, readonly AbsenceView[]>();
const noAbsences: readonly AbsenceView[] = [];
const refreshMs = 30_000;

export interface HomeData {
  home: HomeDetail | null;
  absences: readonly AbsenceView[];
  fault: string | null;
  reload(): void;
}

/**
 * One home's people, contacts and devices, and its absences when this role may see them. It reads them again when `version` changes, and
 * every 30 seconds while the page is visible. With `devicesShown` false it reads only the absences again, because nothing else changes
 * unless staff change it.
 */
export function useHome(homeId: string | null, version: number, role: Role, devicesShown = true): HomeData {
  const [, redraw] = useState(0);
  const [fault, setFault] = useState<{ homeId: string; text: string } | null>(null);

  const read = useCallback(async () => {
    if (homeId === null) return;
    const readHome = devicesShown || !homeCache.has(homeId);
    const [answer, absences] = await Promise.all([
      readHome ? call<HomeDetail>("GET", `/api/v1/homes/${homeId}`) : null,
      may(role, "seeAbsences") ? readAbsences(homeId) : null,
    ]);
    if (answer?.ok) homeCache.set(homeId, answer.value);
    if (absences?.ok) absenceCache.set(homeId, absences.value.items);
    const failed = answer?.ok === false ? answer : absences?.ok === false ? absences : null;
    setFault(failed === null ? null : { homeId, text: failed.message });
    redraw((count) => count + 1);
  }, [homeId, role, devicesShown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the alarm makes it read again
  const reload = useCallback(() => void read(), [read, version]);
  useWhileVisible(reload, refreshMs);

  return {
    home: homeId === null ? null : (homeCache.get(homeId) ?? null),
    absences: homeId === null ? noAbsences : (absenceCache.get(homeId) ?? noAbsences),
    fault: fault !== null && fault.homeId === homeId ? fault.text : null,
    reload,
  };
}
