import type { HomeMode } from "#domain/home.ts";
import { type Answer, call } from "../api/call.ts";

export interface HomeSummary {
  id: string;
  name: string;
  address: string;
  mode: HomeMode;
}

/** About two screens of homes. */
const pageSize = 60;

/** One page of the homes that have every word of `find` in their name or address; all homes when it is empty. */
export function readHomes(find: string, cursor: string | null): Promise<Answer<{ items: HomeSummary[]; next: string | null }>> {
  const query = new URLSearchParams({ limit: String(pageSize), find, ...(cursor === null ? {} : { cursor }) });
  return call("GET", `/api/v1/homes?${query}`);
}
