import { type Answer, call } from "../../shared/api/call.ts";

export interface Report<Row> {
  items: Row[];
  from: string;
  until: string;
  timezone: string;
}

/** A cell of a table: what it says, and where it leads. */
export interface Cell {
  text: string;
  href?: string;
  isNumber?: boolean;
}

/** One table: where its rows come from, and how each is shown. */
export interface ReportKind<Row> {
  name: string;
  title: string;
  columns: readonly string[];
  cells(row: Row, timezone: string): Cell[];
  empty: string;
}

/** Days as in a date field; an empty one is left out. */
export const queryOf = (from: string, until: string): string =>
  new URLSearchParams(Object.entries({ from, until }).filter(([, value]) => value !== "")).toString();

export const readReport = <Row>(name: string, query: string): Promise<Answer<Report<Row>>> =>
  call<Report<Row>>("GET", `/api/v1/reports/${name}?${query}`);

export const csvHref = (name: string, query: string): string => `/api/v1/reports/${name}?format=csv&${query}`;
