import type { SearchHit } from "#domain/answering/searchHit.ts";
import { call } from "../api/call.ts";
import type { Page, ReadPage } from "../lists/usePages.ts";
import { caseHref, homeHref } from "../navigation/pageAddress.ts";

/** Of each kind. One more is asked for: where it comes, there are more than are shown. */
const shownOfKind = 6;

/** One letter matches too much; one digit may be the number of a case. */
export const isLongEnough = (text: string): boolean => text.length > 1 || /\d/.test(text);

const nothing: Page<SearchHit> = { items: [], next: null };

export const readHits: ReadPage<SearchHit> = async (text) =>
  isLongEnough(text)
    ? call<Page<SearchHit>>("GET", `/api/v1/search?${new URLSearchParams({ q: text, limit: String(shownOfKind + 1) })}`)
    : { ok: true, value: nothing };

export const groupTitles: Readonly<Record<SearchHit["kind"], string>> = {
  person: "People",
  contact: "Contacts",
  home: "Homes",
  device: "Devices",
  case: "Cases",
};

/** The results of one kind, and whether there are more than these. */
export interface HitGroup {
  kind: SearchHit["kind"];
  hits: readonly SearchHit[];
  more: boolean;
}

export const groupsOf = (hits: readonly SearchHit[]): HitGroup[] =>
  [...Map.groupBy(hits, ({ kind }) => kind)].map(([kind, all]) => ({
    kind,
    hits: all.slice(0, shownOfKind),
    more: all.length > shownOfKind,
  }));

/** Where a result leads: a case to the desk, everything else to the page of its home. */
export const hrefOf = (hit: SearchHit): string => (hit.kind === "case" ? caseHref(hit.id) : homeHref(hit.homeId));

export function titleOf(hit: SearchHit): string {
  switch (hit.kind) {
    case "contact":
      return `${hit.name}, ${hit.relation}`;
    case "home":
      return hit.homeName;
    case "device":
      return hit.room === "" ? hit.name : `${hit.name}, ${hit.room}`;
    case "case":
      return `Case ${hit.id}: ${hit.sentence}`;
    default:
      return hit.name;
  }
}

/** What tells this result from others of the same name. */
export function detailOf(hit: SearchHit): string {
  const own =
    hit.kind === "contact" ? [hit.phone] : hit.kind === "device" ? [`device ${hit.id}`] : hit.kind === "case" ? [stateText(hit)] : [];
  const home = hit.kind === "home" || hit.address.includes(hit.homeName) ? [] : [hit.homeName];
  return [...own, ...home, hit.address, hit.mode === "test" ? "test home" : ""].filter((part) => part !== "").join(" · ");
}

const stateText = ({ state }: { state: string }): string => (state === "closed" ? "closed" : "open");
