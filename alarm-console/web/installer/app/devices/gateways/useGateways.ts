import { useCallback, useState } from "react";
import { call } from "../../../../shared/api/call.ts";
import { useWhileVisible } from "../../../../shared/clock/useWhileVisible.ts";

/** GET /homes/{id}/gateways. `lastHeardAt`: null before its first message. `online`: as the gateway said last; null: it never said. */
export interface Gateway {
  id: string;
  name: string;
  topics: readonly string[];
  lastHeardAt: string | null;
  online: boolean | null;
  /** Devices that it offers and the list has no room for. */
  notListed: number;
}

const readAgainMs = 3_000;

/** The gateways of a home, read again every few seconds. Null before the first answer. */
export function useGateways(homeId: string | null): readonly Gateway[] | null {
  const [gateways, setGateways] = useState<readonly Gateway[] | null>(null);
  const read = useCallback(async () => {
    if (homeId === null) return;
    const answer = await call<{ items: Gateway[] }>("GET", `/api/v1/homes/${homeId}/gateways`);
    if (answer.ok) setGateways(answer.value.items);
  }, [homeId]);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readAgainMs,
  );
  return gateways;
}

/** "Hall bridge is connected." */
export function gatewayText({ name, lastHeardAt, online }: Gateway): string {
  if (lastHeardAt === null) return `${name} has not connected yet. Enter its login there.`;
  return online === false ? `${name} says that it is not connected to its devices.` : `${name} is connected.`;
}
