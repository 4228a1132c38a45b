import type { HomeMode } from "#domain/home.ts";
import { call } from "../api/call.ts";
import type { Page, ReadPage } from "../lists/usePages.ts";

export interface HomeSummary {
  id: string;
  name: string;
  address: string;
  mode: HomeMode;
}

/** About two screens of homes. */
const pageSize = 60;

/** One page of the homes that have every word of `find` in their name or address; all homes when it is empty. */
export const readHomes: ReadPage<HomeSummary> = (find, cursor) => {
  const query = new URLSearchParams({ limit: String(pageSize), find, ...(cursor === null ? {} : { cursor }) });
  return call<Page<HomeSummary>>("GET", `/api/v1/homes?${query}`);
};
