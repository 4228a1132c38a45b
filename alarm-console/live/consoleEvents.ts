import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { AnsweredMode } from "#domain/home.ts";
import { may, mayTouch, type Role } from "#domain/role.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import type { PersonOnDuty } from "#response/watch/onDuty.ts";

/** What the server sends to a screen. */
export interface ConsoleEvents {
  /** The open alarms of the queue, most urgent first. Sent at each connect, and when the database is back. Not to screens with `alarms: false`. */
  alarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  /** One changed alarm of the queue. It may come before the snapshot that contains it, so keep the greatest version. */
  alarm: (alarm: AlarmView) => void;
  /** The same two for the technical list. Sent only to screens that asked for it. */
  technicalAlarms: (snapshot: { items: AlarmView[]; next: string | null }) => void;
  technicalAlarm: (alarm: AlarmView) => void;
  /** The same two for cases of the queue: a screen of cases needs nothing else. */
  cases: (snapshot: { items: CaseView[]; next: string | null }) => void;
  case: (changed: CaseView) => void;
  /** Who is at work. Sent at each connect and at each change. */
  onDuty: (people: PersonOnDuty[]) => void;
  /** All presses that are not recorded yet. */
  unrecorded: (presses: UnrecordedPress[]) => void;
  /** False while the service cannot record readings. */
  recording: (recording: boolean) => void;
  /** What went wrong with the service itself in the last day, newest first. Sent at each connect and at each change. */
  incidents: (incidents: readonly ServiceIncident[]) => void;
}

/** What a screen sends to the server. */
export interface ScreenEvents {
  /** Whether the operator can hear this desk: the sound check succeeded, and the sound is on. */
  sound: (canHear: boolean) => void;
}

/** Staff receive the alarms of all homes, testers those of test homes. */
export const audiences = ["staff", "testers"] as const;
export type Audience = (typeof audiences)[number];
export const audienceOf = (role: Role): Audience => (mayTouch(role, "live") ? "staff" : "testers");
export const receives = (audience: Audience, mode: AnsweredMode): boolean => audience === "staff" || mode === "test";

/** What a screen follows: the queue as alarms, the queue as cases, and the technical list. */
const streams = ["alarms", "cases", "technical"] as const;
export type Stream = (typeof streams)[number];

/** An audience that follows one stream; a room of Socket.IO. */
export type Room = `${Audience}/${Stream}`;
export const rooms: readonly Room[] = audiences.flatMap((audience) => streams.map((stream): Room => `${audience}/${stream}`));
export const partsOf = (room: Room): [Audience, Stream] => room.split("/") as [Audience, Stream];

/**
 * The rooms of a screen. Cases always; alarms unless the screen declines them with `alarms: false`, because programs from before there were
 * cases follow them; the technical list with `technical: true`, where the role may see it.
 */
export function roomsFor(role: Role, { alarms, technical }: Readonly<Record<string, unknown>>): Room[] {
  const audience = audienceOf(role);
  const wanted: Record<Stream, boolean> = {
    alarms: alarms !== false,
    cases: true,
    technical: technical === true && may(role, "seeTechnical"),
  };
  return streams.filter((stream) => wanted[stream]).map((stream): Room => `${audience}/${stream}`);
}

export const pressesFor = (audience: Audience, presses: UnrecordedPress[]): UnrecordedPress[] =>
  presses.filter(({ mode }) => receives(audience, mode));
