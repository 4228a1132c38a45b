import { z } from "zod";
import { callableHours, notAvailableUntil } from "#domain/carers/availability.ts";
import type { HomeFacts } from "#domain/home.ts";
import { nextWallTime } from "#domain/time/wallClock.ts";
import type { Care, Carers } from "#homes/carers.ts";
import type { Caller } from "../../../access/caller.ts";
import { rfc3339, rfc3339OrNull } from "../../../rfc3339.ts";
import { type HomeClock, homeTime } from "../../homeClock.ts";
import { callSpan, callSpans, type PreviewNeeds } from "./callPreview.ts";
import { lastingStay, stayingView, suggestedStayEnd, suspendedByPlan, viewOfStay } from "./staying.ts";

export interface AvailabilityNeeds extends PreviewNeeds, HomeClock {
  carers: Carers;
}

const time = z.iso.datetime();

export const availabilityView = z
  .object({
    asOf: time.describe("By the service's clock."),
    homeName: z.string(),
    timezone: z.string(),
    mine: z.object({
      hours: callableHours.nullable().describe("Null: always."),
      pausedUntil: time.nullable(),
      notAvailableUntil: time.nullable().describe("You are not called before. Null: you are called."),
    }),
    others: z.array(z.object({ name: z.string(), notAvailableUntil: time.nullable() })),
    staying: stayingView.nullable(),
    suggestedStayEnd: time,
    suspendedByStay: z
      .array(z.object({ rule: z.string(), title: z.string() }))
      .describe("What a stay suspends. A call for help always rings."),
    suggestedPauseEnd: time,
    preview: z.object({
      now: z.array(callSpan).describe("Who is called until `until`."),
      withoutMe: z.array(callSpan).describe("The same, if you cannot."),
    }),
  })
  .meta({ id: "Availability" });
export type AvailabilityView = z.infer<typeof availabilityView>;

export const suggestedPauseEnd = ({ timezone }: HomeFacts, now: number): number => nextWallTime(now, "07:00", timezone);

/** `until`: the end of the previews, in epoch ms. */
export async function viewFor(
  needs: AvailabilityNeeds,
  care: Care,
  home: HomeFacts,
  caller: Caller,
  until: number | null,
): Promise<AvailabilityView> {
  const { registry, now } = needs;
  const at = now();
  const homeAt = homeTime(needs, home);
  const me = care.contact.id;
  const own = registry.availability.of(me);
  const staying = await lastingStay(registry, home, homeAt);
  const notBefore = (contactId: string): string | null =>
    rfc3339OrNull(notAvailableUntil(registry.availability.of(contactId), at, home.timezone));
  const pauseEnd = suggestedPauseEnd(home, at);
  const span = { from: at, until: until ?? pauseEnd, mine: me };
  return {
    asOf: rfc3339(at),
    homeName: care.homeName,
    timezone: home.timezone,
    mine: {
      hours: own.hours,
      pausedUntil: rfc3339OrNull(own.pausedUntil !== null && own.pausedUntil > at ? own.pausedUntil : null),
      notAvailableUntil: notBefore(me),
    },
    others: registry
      .contactsOf(home.id)
      .filter(({ id }) => id !== me)
      .map(({ id, name }) => ({ name, notAvailableUntil: notBefore(id) })),
    staying: staying && viewOfStay(registry, staying, caller),
    suggestedStayEnd: rfc3339(suggestedStayEnd(home, homeAt)),
    suspendedByStay: suspendedByPlan(registry, home),
    suggestedPauseEnd: rfc3339(pauseEnd),
    preview: {
      now: callSpans(needs, home, { ...span, assumed: null }),
      withoutMe: callSpans(needs, home, { ...span, assumed: { contactId: me, until: span.until, substitutes: [] } }),
    },
  };
}
