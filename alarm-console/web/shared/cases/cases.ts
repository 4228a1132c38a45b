import type { CaseView } from "#domain/answering/case.ts";
import { call } from "../api/call.ts";
import type { Page, ReadPage } from "../lists/usePages.ts";

const pageSize = 40;

/** One page of the cases that a query such as "state=closed&outcome=genuine" asks for. */
export const readCases: ReadPage<CaseView> = (query, cursor) => {
  const page = new URLSearchParams({ limit: String(pageSize), ...(cursor === null ? {} : { cursor }) });
  return call<Page<CaseView>>("GET", `/api/v1/cases?${query}&${page}`);
};
