import { type Answer, call, sendFile } from "../../shared/api/call.ts";

export const kinds = ["homes", "people", "contacts", "devices"] as const;
export type Kind = (typeof kinds)[number];

export interface Job {
  id: string;
  kind: Kind;
  fileName: string;
  state: "checking" | "faulty" | "checked" | "writing" | "done" | "interrupted" | "discarded";
  encoding: string;
  separator: string;
  total: number;
  differences: { new: number; changed: number; same: number };
  written: number;
  faults: { line: number; column: string; message: string }[];
  faultCount: number;
  why: string;
  by: string;
  startedAt: string;
}

/** A large file on a slow line. */
const fileWithinMs = 60_000;

export const kindWords: Readonly<Record<Kind, string>> = { homes: "Homes", people: "People", contacts: "Contacts", devices: "Devices" };
export const isBusy = ({ state }: Job): boolean => state === "checking" || state === "writing";

export const checkFile = (kind: Kind, file: File): Promise<Answer<Job>> =>
  sendFile("POST", `/api/v1/bulk?kind=${kind}&name=${encodeURIComponent(file.name.slice(0, 200))}`, file, fileWithinMs);
export const applyJob = (id: string): Promise<Answer<Job>> => call("POST", `/api/v1/bulk/${id}/apply`, {});
export const readJob = (id: string): Promise<Answer<Job>> => call("GET", `/api/v1/bulk/${id}`);
export const readJobs = (): Promise<Answer<{ items: Job[] }>> => call("GET", "/api/v1/bulk");
export const exportHref = (kind: Kind): string => `/api/v1/bulk/${kind}.csv`;
