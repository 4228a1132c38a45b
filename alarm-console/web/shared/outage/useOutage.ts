import { useCallback, useState } from "react";
import type { OutageHome } from "#domain/outage/outageView.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import type { Answer } from "../api/call.ts";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { readOutage, readOutageHomes } from "./outage.ts";

const readEveryMs = 5_000;

export interface Outage {
  incident: ServiceIncident | null;
  homes: readonly OutageHome[] | null;
  hasMore: boolean;
  fault: string | null;
  /** A call that changes something is under way. */
  busy: boolean;
  /** Makes a call, then reads the outage again. */
  act(work: () => Promise<Answer<unknown>>): Promise<void>;
}

/** An outage and its work list, read again each five seconds while the page is visible, because colleagues work on it too. */
export function useOutage(id: string): Outage {
  const [incident, setIncident] = useState<ServiceIncident | null>(null);
  const [homes, setHomes] = useState<{ items: OutageHome[]; next: string | null } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const read = useCallback(async () => {
    const [one, list] = await Promise.all([readOutage(id), readOutageHomes(id)]);
    if (one.ok) setIncident(one.value);
    if (list.ok) setHomes(list.value);
    setFault(!one.ok ? one.message : !list.ok ? list.message : null);
  }, [id]);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readEveryMs,
  );
  const act = async (work: () => Promise<Answer<unknown>>): Promise<void> => {
    setBusy(true);
    const answer = await work();
    await read();
    if (!answer.ok) setFault(answer.message);
    setBusy(false);
  };
  return { incident, homes: homes?.items ?? null, hasMore: homes !== null && homes.next !== null, fault, busy, act };
}
