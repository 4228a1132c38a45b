import { differs } from "./difference.ts";
import type { Stored } from "./stored.ts";
import type { CaseLine, StoredMessage } from "./storedCases.ts";

export interface LaddersFound {
  /** Steps of the centre that ran: rings again, the supervisor, everyone. */
  centreSteps: number;
  /** Rungs of contacts that ran, and messages of these. */
  rungs: number;
  messages: number;
}

/** The waits of the centre in the words of its lines, in order; after the last each five minutes. */
const centreWaits = ["30 s", "60 s", "2 min", ...Array.from({ length: 500 }, (_, nth) => `${7 + 5 * nth} min`)];
const centreLine = /^Not claimed for (\d+ (?:s|min)):/;

/** Each rung ran once and in order: those of the centre by the lines of each case, those of contacts by the messages of each ladder. */
export function checkLadders(stored: Stored, linesOf: ReadonlyMap<string, readonly CaseLine[]>): LaddersFound {
  let centreSteps = 0;
  for (const [caseId, lines] of linesOf) centreSteps += checkCentre(caseId, lines);
  const messagesOf = Map.groupBy(
    stored.messages.filter(({ step, recipient }) => step !== null && recipient === "contact"),
    ({ step }) => step?.split("/")[0] ?? "",
  );
  let rungs = 0;
  for (const { id, nextStep } of stored.ladders) rungs += checkContacts(id, nextStep, messagesOf.get(id) ?? []);
  return { centreSteps, rungs, messages: [...messagesOf.values()].flat().length };
}

/** A case comes to the centre again when its holder leaves or releases it, or by a ring: then the waits begin again. Repeats may be left out after an outage. */
function checkCentre(caseId: string, lines: readonly CaseLine[]): number {
  let last = -1;
  let count = 0;
  for (const { event, text } of lines) {
    if (["claimed", "takenOver", "released", "lost", "atCentre", "reopened", "accepted", "takenBack"].includes(event)) last = -1;
    const wait = centreLine.exec(text)?.[1];
    if (event !== "escalated" || wait === undefined) continue;
    const place = centreWaits.indexOf(wait);
    const isNext = place === last + 1 || (place > last && last >= 2);
    if (!isNext) differs(`case ${caseId}: "${text}" came after ${last < 0 ? "nothing" : `the step of ${centreWaits[last]}`}`);
    last = place;
    count += 1;
  }
  return count;
}

/** How many rungs of this ladder sent something. */
function checkContacts(ladder: string, nextStep: number, messages: readonly StoredMessage[]): number {
  let last = -1;
  for (const { step, recipientId, channel } of messages) {
    const rung = Number(step?.split("/")[1]);
    if (rung < last) differs(`ladder ${ladder}: rung ${rung} sent a message after rung ${last}`);
    if (rung >= nextStep) differs(`ladder ${ladder}: rung ${rung} sent a message, but the next one is ${nextStep}`);
    const same = messages.filter((one) => one.step === step && one.recipientId === recipientId && one.channel === channel);
    if (same.length > 1) differs(`ladder ${ladder}: rung ${rung} has ${same.length} messages to contact ${recipientId} by ${channel}`);
    last = rung;
  }
  return new Set(messages.map(({ step }) => step)).size;
}

/** At least once: what is noted as sent has arrived, and what has arrived was written before. */
export function checkMessages(messages: readonly StoredMessage[], received: ReadonlyMap<string, number>): void {
  const known = new Set(messages.map(({ id }) => id));
  for (const { id, channel, state } of messages)
    if (channel === "text" && (state === "sent" || state === "delivered") && !received.has(id))
      differs(`message ${id} is noted as ${state}, and did not arrive at the gateway`);
  for (const id of received.keys()) if (!known.has(id)) differs(`the gateway received message ${id}, which is not in the outbox`);
}
