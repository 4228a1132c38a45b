import type { CheckResult, OutageHome } from "#domain/outage/outageView.ts";
import { riskName } from "#domain/record/riskNames.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { type Answer, call } from "../api/call.ts";

export const readOutage = (id: string): Promise<Answer<ServiceIncident>> => call("GET", `/api/v1/incidents/${id}`);

/** More homes than this are read when those before them are done. */
export const homesShown = 200;
export const readOutageHomes = (id: string): Promise<Answer<{ items: OutageHome[]; next: string | null }>> =>
  call("GET", `/api/v1/incidents/${id}/homes?limit=${homesShown}`);

export const acknowledgeOutage = (id: string): Promise<Answer<ServiceIncident>> => call("POST", `/api/v1/incidents/${id}/acknowledge`);
export const endOutage = (id: string): Promise<Answer<ServiceIncident>> => call("POST", `/api/v1/incidents/${id}/end`);
export const checkHome = (id: string, homeId: string, result: CheckResult, note: string): Promise<Answer<ServiceIncident>> =>
  call("POST", `/api/v1/incidents/${id}/homes/${homeId}/checks`, { result, note });

export const resultWords: Readonly<Record<CheckResult, string>> = {
  spoke: "Spoke to the person: well",
  noAnswer: "No answer",
  visiting: "A visit is on the way",
  visited: "Visited: well",
};

/** "Oxygen, lives alone". */
export function risksText({ risks }: Pick<OutageHome, "risks">): string {
  const text = risks.map(riskName).join(", ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
