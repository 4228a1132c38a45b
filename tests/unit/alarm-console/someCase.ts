import type { CaseView } from "#domain/answering/case.ts";

type CaseAlarm = CaseView["alarms"][number];
type Entry = CaseView["timeline"][number];

export const openedAt = "2026-11-22T02:14:05.120Z";

/** An alarm of a case. */
export const someAlarm = (id: string, more: Partial<CaseAlarm> = {}): CaseAlarm => ({
  id,
  version: 1,
  key: `1/sosPress/${id}`,
  rule: "sosPress",
  priority: "critical",
  state: "open",
  sentence: "SOS pressed: pendant, bedroom",
  deviceId: "11",
  technical: false,
  doubtful: false,
  stuck: false,
  carerSays: null,
  firstResponder: "centre",
  raisedAt: openedAt,
  rings: 1,
  outcome: null,
  closedAt: null,
  ...more,
});

export const someEntry = (more: Partial<Entry> = {}): Entry => ({
  at: openedAt,
  event: "raised",
  text: "SOS pressed: pendant, bedroom",
  by: null,
  alarmId: null,
  action: null,
  ...more,
});

/** A case with one critical alarm of the same id, which waits at the centre. */
export function someCase(id: string, more: Partial<CaseView> = {}): CaseView {
  const at = more.openedAt ?? openedAt;
  return {
    id,
    version: 1,
    homeId: "1",
    homeName: "Elm Court 4",
    mode: "live",
    technical: false,
    state: "waiting",
    priority: "critical",
    rings: 1,
    openedAt: at,
    centreSince: at,
    calledAt: at,
    answeredAt: null,
    sounds: "operators",
    heldBy: null,
    offeredTo: null,
    askedAt: null,
    followUp: null,
    accepted: null,
    familyUnreached: false,
    alarms: [someAlarm(id, { raisedAt: at })],
    timeline: [someEntry({ at, alarmId: id })],
    closedAt: null,
    ...more,
  };
}

/** In the hands of an operator, and silent. */
export const heldBy = (id: string, name = "Ottilie Marsh"): Partial<CaseView> => ({
  state: "claimed",
  centreSince: null,
  sounds: "nobody",
  heldBy: { id, name },
});
