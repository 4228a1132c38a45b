import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Random } from "#device-sim/simulation/random.ts";

const open = z.object({ items: z.array(z.object({ id: z.string(), caseId: z.string(), heldBy: z.unknown() })) });

/** What the service has confirmed to a member of staff. */
export interface Answered {
  /** By case. */
  claimed: Set<string>;
  /** By alarm. */
  closed: Set<string>;
  /** How many times a case was given back to the queue. */
  released: number;
}

/** Claims, releases and closes during the run and remembers what was confirmed. A call that a kill cuts off promises nothing. */
export function answerAlarms(o: { httpUrl: string; token: string; random: Random; signal: AbortSignal }): Answered {
  const answered: Answered = { claimed: new Set(), closed: new Set(), released: 0 };

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
    for (const { id, caseId, heldBy } of items) {
      // Most wait for half a minute or longer, so that ladders and the centre's steps fall due; some stay open for long, so that presses ring again in them.
      if (!o.random.chance(heldBy === null ? 0.004 : 0.04)) continue;
      if (heldBy === null) {
        if ((await call(`/alarms/${id}/claim`, {})) !== null) answered.claimed.add(caseId);
      } else if (o.random.chance(0.3)) {
        if ((await call(`/cases/${caseId}/release`, {})) !== null) answered.released += 1;
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
