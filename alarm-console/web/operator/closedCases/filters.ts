import { closedCasesHref } from "../../shared/navigation/pageAddress.ts";

/** What closed cases are narrowed by; the names are those of `GET /cases`. */
export const filterNames = ["from", "until", "find", "outcome", "rule", "priority", "closedBy"] as const;
export type FilterName = (typeof filterNames)[number];
/** An empty filter asks for nothing. */
export type Filters = Readonly<Record<FilterName, string>>;

/** The filters of an address: "#/closed-cases?outcome=genuine&find=okafor". What it does not know is left out. */
export function filtersOf(hash: string): Filters {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  return Object.fromEntries(filterNames.map((name) => [name, query.get(name)?.trim() ?? ""])) as Filters;
}

/** The filters that are not empty, as a query. */
export const queryOf = (filters: Filters): string =>
  new URLSearchParams(filterNames.flatMap((name) => (filters[name].trim() === "" ? [] : [[name, filters[name].trim()]]))).toString();

/** The address of the page with these filters, to send to a colleague. */
export function filteredHref(filters: Filters): string {
  const query = queryOf(filters);
  return query === "" ? closedCasesHref : `${closedCasesHref}?${query}`;
}
