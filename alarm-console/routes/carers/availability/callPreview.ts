import { z } from "zod";
import { policyOf } from "#domain/answering/escalation.ts";
import { nextAvailabilityChange, notAvailableUntil, untilText } from "#domain/carers/availability.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Registry } from "#homes/registry.ts";
import { type CallOrder, callOrder } from "#response/escalation/callOrder.ts";
import type { ReachableContact } from "#response/escalation/ladder.ts";
import type { Response } from "#response/response.ts";
import { rfc3339, rfc3339OrNull } from "../../../rfc3339.ts";

export interface PreviewNeeds {
  registry: Registry;
  response: Pick<Response, "reachableAt" | "settings">;
}

const order = z.object({
  calls: z.array(
    z.object({
      who: z.enum(["contact", "centre", "supervisor"]),
      name: z.string(),
      mine: z.boolean(),
      afterSeconds: z.number().describe("After the alarm, if no one answers before."),
    }),
  ),
  skipped: z.array(
    z.object({ name: z.string(), mine: z.boolean(), why: z.enum(["notAvailable", "noChannel"]), until: z.iso.datetime().nullable() }),
  ),
});

export const callSpan = z
  .object({
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    urgent: order,
    critical: order,
  })
  .meta({ id: "CallSpan", description: "Who is called for an alarm in this time, one after the other." });
type Span = z.infer<typeof callSpan>;

/** What is taken for granted of one contact: that they cannot be called until then, and who is called instead. */
export interface Assumed {
  contactId: string;
  until: number;
  /** Contacts by id. */
  substitutes: readonly string[];
}

/** More changes than contacts have in two weeks. */
const mostSpans = 500;

/**
 * Who is called from `from` until `until` (epoch ms), by the plan's policies and the availability of the home's contacts. A new span begins where
 * the order changes.
 *
 * Example: Meera may be called from 22:00 on. Jonas asks at 20:00 what happens if he cannot until 07:00: until 22:00 Link Line answers at once, from
 * 22:00 Meera is called, then Link Line.
 */
export function callSpans(
  needs: PreviewNeeds,
  home: HomeFacts,
  { from, until, mine, assumed }: { from: number; until: number; mine: string; assumed: Assumed | null },
): Span[] {
  const known = needs.registry.contactsOf(home.id);
  const contactsAt = (at: number): readonly ReachableContact[] =>
    needs.response.reachableAt(home.id, at).map((one) => withAssumed(one, at));
  const withAssumed = (contact: ReachableContact, at: number): ReachableContact => {
    if (assumed === null || contact.id !== assumed.contactId || at >= assumed.until) return contact;
    const places = assumed.substitutes.flatMap((id) => known.filter((one) => one.id === id).map(({ place }) => place));
    const own = needs.registry.availability.of(contact.id);
    const end = notAvailableUntil({ ...own, contingencyUntil: assumed.until }, at, home.timezone) ?? assumed.until;
    return { ...contact, notAvailable: { until: end, text: untilText(end, at, home.timezone) }, substitutes: places };
  };
  const spans: (Span & { key: string })[] = [];
  for (let at = from, count = 0; at < until && count < mostSpans; count += 1) {
    const next = Math.min(until, nextChange(needs, home, at) ?? until);
    const orders = ordersAt(needs, home, contactsAt, at);
    const key = keyOf(orders);
    const last = spans.at(-1);
    if (last?.key === key) last.until = rfc3339(next);
    else
      spans.push({
        from: rfc3339(at),
        until: rfc3339(next),
        urgent: viewOf(orders.urgent, mine),
        critical: viewOf(orders.critical, mine),
        key,
      });
    at = next;
  }
  return spans.map(({ key: _key, ...span }) => span);
}

interface Orders {
  urgent: CallOrder;
  critical: CallOrder;
}

function ordersAt(
  { response }: PreviewNeeds,
  { plan }: HomeFacts,
  contactsAt: (at: number) => readonly ReachableContact[],
  at: number,
): Orders {
  const settings = response.settings.present();
  return {
    urgent: callOrder({ policy: policyOf(plan, "urgent", settings), isCritical: false }, contactsAt, at),
    critical: callOrder({ policy: policyOf(plan, "critical", settings), isCritical: true }, contactsAt, at),
  };
}

/** Two orders are the same where the same people are called after the same waits. */
const keyOf = ({ urgent, critical }: Orders): string =>
  JSON.stringify([urgent, critical].map(({ calls, skipped }) => [calls, skipped.map(({ contactId, why }) => [contactId, why])]));

function nextChange({ registry }: PreviewNeeds, { id, timezone }: HomeFacts, after: number): number | null {
  const changes = registry.contactsOf(id).map((one) => nextAvailabilityChange(registry.availability.of(one.id), after, timezone));
  const coming = changes.filter((one) => one !== null);
  return coming.length === 0 ? null : Math.min(...coming);
}

const viewOf = ({ calls, skipped }: CallOrder, mine: string): Span["urgent"] => ({
  calls: calls.map(({ contactId, ...call }) => ({ ...call, mine: contactId === mine })),
  skipped: skipped.map(({ contactId, until, ...one }) => ({ ...one, mine: contactId === mine, until: rfc3339OrNull(until) })),
});
