import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Random } from "#device-sim/simulation/random.ts";

const open = z.object({ items: z.array(z.object({ id: z.string(), heldBy: z.unknown() })) });

/** What the service has confirmed to a member of staff, by the alarm's id. */
export interface Answered {
  claimed: Set<string>;
  closed: Set<string>;
}

/** Claims and closes alarms during the run and remembers what was confirmed. A call that a kill cuts off promises nothing. */
export function answerAlarms(o: { httpUrl: string; token: string; random: Random; signal: AbortSignal }): Answered {
  const answered: Answered = { claimed: new Set(), closed: new Set() };

  async function call(path: string, body?: object): Promise<unknown> {
    try {
      const response = await fetch(`${o.httpUrl}/api/v1${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${o.token}`, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([o.signal, AbortSignal.timeout(5_000)]),
      });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async function answerSome(): Promise<void> {
    const { items } = open.safeParse(await call("/alarms?state=open&limit=200")).data ?? { items: [] };
    for (const { id, heldBy } of items) {
      // Some stay open for long, so that presses ring again in them.
      if (!o.random.chance(0.15)) continue;
      if (heldBy === null) {
        if ((await call(`/alarms/${id}/claim`, {})) !== null) answered.claimed.add(id);
      } else if ((await call(`/alarms/${id}/close`, { outcome: "testCall" })) !== null) answered.closed.add(id);
    }
  }

  void (async () => {
    while (!o.signal.aborted) {
      await answerSome();
      await delay(250, undefined, { signal: o.signal }).catch(() => {});
    }
  })();
  return answered;
}
