import type { HomeMode } from "#domain/home.ts";
import { call } from "../api/call.ts";

export interface HomeSummary {
  id: string;
  name: string;
  address: string;
  mode: HomeMode;
}

const drawn = 200;

/** Reads all homes, page by page; tells what is known so far. Null, or what went wrong. */
export async function readHomes(onRead: (soFar: readonly HomeSummary[]) => void): Promise<string | null> {
  const homes: HomeSummary[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await call<{ items: HomeSummary[]; next: string | null }>("GET", `/api/v1/homes?limit=1000${from}`);
    if (!answer.ok) return answer.message;
    homes.push(...answer.value.items);
    onRead([...homes]);
    cursor = answer.value.next;
  }
  return null;
}

/** By every word of what is wanted; the first of them, and how many more there are. */
export function findHomes(homes: readonly HomeSummary[], wanted: string): { shown: HomeSummary[]; more: number } {
  const words = wanted.toLowerCase().split(/\s+/);
  const found = homes.filter(({ name, address }) => words.every((word) => `${name} ${address}`.toLowerCase().includes(word)));
  return { shown: found.slice(0, drawn), more: Math.max(0, found.length - drawn) };
}
