import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { Role } from "#domain/role.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";

/** A member of staff with a connected desk. */
export interface Colleague {
  id: string;
  name: string;
  role: Role;
  /** The sound check of a desk of this person succeeded, and its sound is on. */
  canHear: boolean;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** What the service sends to this screen, as far as the screen uses it. */
export interface ServiceEvents {
  cases: (page: Page<CaseView>) => void;
  case: (changed: CaseView) => void;
  technicalAlarms: (page: Page<AlarmView>) => void;
  technicalAlarm: (alarm: AlarmView) => void;
  unrecorded: (presses: UnrecordedPress[]) => void;
  recording: (recording: boolean) => void;
  incidents: (incidents: ServiceIncident[]) => void;
  onDuty: (people: Colleague[]) => void;
}

export interface ScreenEvents {
  sound: (canHear: boolean) => void;
}
