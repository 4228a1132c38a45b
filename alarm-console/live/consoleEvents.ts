import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import { may, mayTouch, type Role } from "#domain/role.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { type AlarmList, alarmLists } from "#response/case/alarmLists.ts";

/** What the server sends to a screen. */
export interface ConsoleEvents {
  /** The open alarms of the queue, most urgent first. Sent at each connect, and when the database is back. */
  alarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  /** One changed alarm of the queue. It may come before the snapshot that contains it, so keep the greatest version. */
  alarm: (alarm: AlarmView) => void;
  /** The same two for the technical list. Sent only to screens that asked for it. */
  technicalAlarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  technicalAlarm: (alarm: AlarmView) => void;
  /** All presses that are not recorded yet. */
  unrecorded: (presses: UnrecordedPress[]) => void;
  /** False while the service cannot record readings. */
  recording: (recording: boolean) => void;
  /** What went wrong with the service itself in the last day, newest first. Sent at each connect and at each change. */
  incidents: (incidents: readonly ServiceIncident[]) => void;
}

/** Staff receive the alarms of all homes, testers those of test homes. */
export const audiences = ["staff", "testers"] as const;
export type Audience = (typeof audiences)[number];
export const audienceOf = (role: Role): Audience => (mayTouch(role, "live") ? "staff" : "testers");
export const receives = (audience: Audience, mode: HomeMode): boolean => audience === "staff" || mode === "test";

/** An audience that follows one list; a room of Socket.IO. */
export type Room = `${Audience}/${AlarmList}`;
export const rooms: readonly Room[] = audiences.flatMap((audience) => alarmLists.map((list): Room => `${audience}/${list}`));
export const partsOf = (room: Room): [Audience, AlarmList] => room.split("/") as [Audience, AlarmList];

/** The rooms of a screen: the queue, and the technical list where the screen asks for it and the role may see it. */
export function roomsFor(role: Role, wantsTechnical: boolean): Room[] {
  const audience = audienceOf(role);
  const queue: Room = `${audience}/queue`;
  return wantsTechnical && may(role, "seeTechnical") ? [queue, `${audience}/technical`] : [queue];
}

export const eventsOf = {
  queue: { snapshot: "alarms", change: "alarm" },
  technical: { snapshot: "technicalAlarms", change: "technicalAlarm" },
} as const;

export const pressesFor = (audience: Audience, presses: UnrecordedPress[]): UnrecordedPress[] =>
  presses.filter(({ mode }) => receives(audience, mode));
