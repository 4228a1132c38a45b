import type { HomeMode } from "#domain/home.ts";
import { type Answer, call } from "../api/call.ts";

export interface HomeSummary {
  id: string;
  name: string;
  address: string;
  mode: HomeMode;
}

/** About two screens of them. */
const aPage = 60;

/** Homes with each word of `find` in their name or address; all of them where it is empty. A page after `cursor`. */
export function readHomes(find: string, cursor: string | null): Promise<Answer<{ items: HomeSummary[]; next: string | null }>> {
  const query = new URLSearchParams({ limit: String(aPage), find, ...(cursor === null ? {} : { cursor }) });
  return call("GET", `/api/v1/homes?${query}`);
}
