import type { Answered } from "../traffic/operator.ts";
import { checkLadders, checkMessages, type LaddersFound } from "./checkLadders.ts";
import { differs } from "./difference.ts";
import type { Stored, StoredAlarm } from "./stored.ts";
import type { CaseLine, StoredCase } from "./storedCases.ts";

/** The service gets this long to run a timer that is due. */
const graceMs = 3_000;

const isRing = ({ event }: CaseLine): boolean => ["raised", "rangAgain", "priorityRaised"].includes(event);

/**
 * Every alarm reached a person: each open case of a home is at the centre, held, or has a next step, and no timer is overdue. At most one case
 * of a home is open, it has what its timeline says, and what was confirmed to staff is in it. `until`: when the service ended, by its clock.
 * `received`: how often each message arrived at the gateway.
 */
export function checkCases(
  stored: Stored,
  answered: Answered,
  { until, received }: { until: number; received: ReadonlyMap<string, number> },
): LaddersFound {
  const linesOf = Map.groupBy(stored.lines, ({ caseId }) => caseId);
  const alarmsOf = Map.groupBy(stored.alarms, ({ caseId }) => caseId);
  const rungsOf = Map.groupBy(stored.ladders, ({ caseId }) => caseId);
  const openHomes = new Set<string>();
  for (const one of stored.cases) {
    const lines = linesOf.get(one.id) ?? [];
    checkParts(one, alarmsOf.get(one.id) ?? []);
    checkVersion(one, lines, 2 * stored.steps.length + (rungsOf.get(one.id) ?? []).reduce((sum, { nextStep }) => sum + nextStep, 0));
    checkHolder(one, lines);
    if (answered.claimed.has(one.id) && !lines.some(({ event }) => event === "claimed"))
      differs(`the confirmed claim of case ${one.id} is lost`);
    if (one.state === "closed" || one.technical) continue;
    if (openHomes.has(one.homeId)) differs(`home ${one.homeId} has two open cases`);
    openHomes.add(one.homeId);
    if (one.mode === "live") checkReached(one, until);
  }
  checkMessages(stored.messages, received);
  return checkLadders(stored, linesOf);
}

function checkReached({ id, state, heldBy, centreSince, nextAt }: StoredCase, until: number): void {
  if (heldBy === null && centreSince === null && nextAt === null) differs(`case ${id} is ${state}: no one has it and it waits for nothing`);
  if (nextAt === null) differs(`case ${id} is ${state} and has no next step`);
  if (nextAt < until - graceMs) differs(`a timer of case ${id} has been due for ${until - nextAt} ms and did not run`);
}

function checkParts({ id, state, rings, technical }: StoredCase, alarms: readonly StoredAlarm[]): void {
  const sum = alarms.reduce((total, alarm) => total + alarm.rings, 0);
  if (rings !== sum) differs(`case ${id} has ${rings} rings, but its alarms have ${sum}`);
  const isOpen = alarms.some((alarm) => alarm.state === "open");
  if (isOpen !== (state !== "closed")) differs(`case ${id} is ${state}, but its alarms are ${isOpen ? "open" : "closed"}`);
  if (technical && alarms.length > 1) differs(`the technical case ${id} has ${alarms.length} alarms`);
}

/**
 * Each ring is a version, and each version has a line. `unsaid`: how many versions may have none: a step of the server's clock corrects times, twice
 * at most; a rung that notifies contacts has its line when the message is sent.
 */
function checkVersion({ id, version, rings }: StoredCase, lines: readonly CaseLine[], unsaid: number): void {
  if (version < rings || version > lines.length + unsaid)
    differs(`case ${id} has version ${version}, ${rings} rings and ${lines.length} lines`);
}

/** Who holds the case by its timeline, line by line. */
function checkHolder({ id, state, heldBy }: StoredCase, lines: readonly CaseLine[]): void {
  let holder: string | null = null;
  for (const line of lines) {
    const { event, by, alarmId } = line;
    if (event === "claimed" || event === "takenOver" || event === "reopened") {
      if (event === "claimed" && holder !== null && holder !== by) differs(`case ${id} was claimed by ${by} while ${holder} had it`);
      holder = by;
    } else if (event === "released" || event === "lost" || (event === "closed" && alarmId === null)) holder = null;
    if (isRing(line) && alarmId === null) differs(`a ring of case ${id} names no alarm`);
  }
  const expected = state === "closed" ? null : holder;
  if (heldBy !== expected) differs(`case ${id} is held by ${heldBy}, but its timeline says ${expected}`);
}
