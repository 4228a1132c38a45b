import { type BoardDevice, type BoardStatus, boardStatuses } from "#domain/deviceBoard.ts";
import { type Answer, call } from "../api/call.ts";
import { devicesHref } from "../navigation/pageAddress.ts";

/** What the board is narrowed by; the names are those of `GET /devices/board`. An empty one asks for nothing. */
export const boardFilterNames = ["status", "area", "kind", "home"] as const;
export type BoardFilterName = (typeof boardFilterNames)[number];
export type BoardFilters = Readonly<Record<BoardFilterName, string>>;

/** The filters of an address: "#/devices?status=offline&area=North". */
export function boardFiltersOf(hash: string): BoardFilters {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  return Object.fromEntries(boardFilterNames.map((name) => [name, query.get(name)?.trim() ?? ""])) as BoardFilters;
}

export const boardQuery = (filters: BoardFilters): string =>
  new URLSearchParams(boardFilterNames.flatMap((name) => (filters[name] === "" ? [] : [[name, filters[name]]]))).toString();

export function boardHref(filters: BoardFilters): string {
  const query = boardQuery(filters);
  return query === "" ? devicesHref : `${devicesHref}?${query}`;
}

export interface BoardPage {
  items: BoardDevice[];
  next: string | null;
}

export const readBoard = (query: string, limit: number): Promise<Answer<BoardPage>> =>
  call("GET", `/api/v1/devices/board?limit=${limit}${query === "" ? "" : `&${query}`}`);

export const readAreas = (): Promise<Answer<{ items: string[] }>> => call("GET", "/api/v1/devices/board/areas");

export const statusTitles: Readonly<Record<BoardStatus, string>> = {
  offline: "Offline",
  late: "Late",
  trouble: "Needs attention",
  never: "Never reported",
  heard: "Reporting",
  notExpected: "Not monitored",
};
export const statusChoices = boardStatuses.map((status) => [status, statusTitles[status]] as const);

const troubleWords: Readonly<Record<string, string>> = {
  battery: "battery low",
  signal: "signal weak",
  tamper: "case opened",
  mains: "mains lost",
  clock: "clock wrong",
  fields: "unreadable field",
  flapping: "reports too often",
};

/** "battery low, case opened". */
export const troublesText = ({ troubles }: BoardDevice): string => troubles.map((one) => troubleWords[one] ?? one).join(", ");
