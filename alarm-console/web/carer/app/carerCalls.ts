import type { CarerCause } from "#domain/carers/carerCause.ts";
import type { CarerSees } from "#domain/carers/carerSees.ts";
import type { Answer } from "../../shared/api/call.ts";
import { carerCall } from "./carerCall.ts";

/** What the service tells a carer. Times are RFC 3339. */

export interface CaredHome {
  homeId: string;
  homeName: string;
  timezone: string;
  contactName: string;
  sees: CarerSees;
  agreedBy: string;
  openCaseId: string | null;
  /** The carer stays over until then. */
  stayingUntil: string | null;
  /** The carer is not called before. */
  notAvailableUntil: string | null;
  contingencyUntil: string | null;
}

export interface CaredHomes {
  asOf: string;
  items: CaredHome[];
}

export interface Tonight {
  asOf: string;
  beds: { name: string; occupied: boolean; since: string; silent: boolean }[];
  out: { door: string; openedAt: string; backAt: string | null } | null;
  movedAt: string | null;
  hasMotion: boolean;
  heardAt: string | null;
  silent: { name: string; since: string | null }[];
}

export interface Night {
  date: string;
  beds: { name: string; inBed: { from: string; to: string | null }[]; ups: number }[];
  doors: { name: string; at: string }[];
  alarms: { at: string; sentence: string; needed: boolean | null }[];
  heard: boolean;
}

export interface Nights {
  asOf: string;
  items: Night[];
}

/** How often each rule woke the family. Waits in minutes. */
export interface NightWaits {
  nights: number;
  heardNights: number;
  items: {
    rule: string;
    title: string;
    woken: number;
    needed: number;
    instead: { now: number; minutes: number; wouldWake: number } | null;
    proposed: { minutes: number; by: string; at: string; state: "waiting" | "accepted" | "declined"; why: string | null } | null;
  }[];
}

/** Who did something, and when. */
interface OnIt {
  name: string;
  mine: boolean;
  at: string;
}

export interface CarerCase {
  id: string;
  asOf: string;
  homeName: string;
  people: string[];
  timezone: string;
  state: "waiting" | "claimed" | "followUp" | "closed";
  priority: "critical" | "urgent" | "advisory" | "info";
  closedAt: string | null;
  /** The contact who closed it; null: staff. */
  closedBy: string | null;
  centreSince: string | null;
  heldSince: string | null;
  accepted: (OnIt & { askedAt: string | null; others: OnIt[] }) | null;
  answeredAt: string | null;
  alarms: { sentence: string; raisedAt: string; rings: number; outcome: string | null; over: string | null }[];
  /** The newest note of a rule, such as "Back in bed 02:41". */
  news: { at: string; text: string; isEnd: boolean } | null;
  cause: (OnIt & { cause: CarerCause }) | null;
  /** Whether the carer may say what it was. */
  tellCause: "no" | "notes" | "closes";
  /** The home's own number. */
  homePhone: string | null;
  notified: { name: string; reached: "delivered" | "sent" | "waiting" | "failed" }[];
  entries: { at: string; text: string }[];
  centrePhone: string | null;
}

export interface OfferedCare {
  homeName: string;
  contactName: string;
  sees: CarerSees;
  agreedBy: string;
  expiresAt: string;
  /** This service makes passkeys. */
  passkeys: boolean;
}

export const caredHomes = (): Promise<Answer<CaredHomes>> => carerCall("GET", "/api/v1/carer/homes");
export const tonightOf = (homeId: string): Promise<Answer<Tonight>> => carerCall("GET", `/api/v1/carer/homes/${homeId}/tonight`);
export const nightsOf = (homeId: string): Promise<Answer<Nights>> => carerCall("GET", `/api/v1/carer/homes/${homeId}/nights`);
/** Back-tests take some seconds. */
const backtestWithinMs = 90_000;
export const nightWaitsOf = (homeId: string): Promise<Answer<NightWaits>> =>
  carerCall("GET", `/api/v1/carer/homes/${homeId}/nights/waits`, undefined, backtestWithinMs);
export const proposeWait = (homeId: string, rule: string, minutes: number): Promise<Answer<NightWaits>> =>
  carerCall("POST", `/api/v1/carer/homes/${homeId}/plan-proposals`, { rule, minutes }, backtestWithinMs);
export const leaveHome = (homeId: string): Promise<Answer<unknown>> => carerCall("POST", `/api/v1/carer/homes/${homeId}/leave`);
export const carerCase = (id: string): Promise<Answer<CarerCase>> => carerCall("GET", `/api/v1/carer/cases/${id}`);
export const offeredCare = (token: string): Promise<Answer<OfferedCare>> => carerCall("POST", "/api/v1/carer-invitations/look", { token });
export const joinAsNew = (token: string, email: string, password: string): Promise<Answer<OfferedCare>> =>
  carerCall("POST", "/api/v1/carer-invitations/accept", { token, email, password });
export const joinAsMe = (token: string): Promise<Answer<OfferedCare>> => carerCall("POST", "/api/v1/carer/invitations/accept", { token });
