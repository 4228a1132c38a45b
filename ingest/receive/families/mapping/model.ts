import type { DeviceKind } from "#domain/reading.ts";
import type { Meaning } from "./meaning.ts";

/** A model in a family's table. */
export interface Model {
  /** Its fields, by their path in the payload or by their name. */
  fields: ReadonlyMap<string, readonly Meaning[]>;
  kinds: readonly DeviceKind[];
  /** Its `battery` is a voltage. */
  batteryIsVolts: boolean;
}

export function model(
  fields: Readonly<Record<string, Meaning | readonly Meaning[]>>,
  { batteryIsVolts = false }: { batteryIsVolts?: boolean } = {},
): Model {
  const byName = new Map(Object.entries(fields).map(([name, meaning]) => [name, Array.isArray(meaning) ? meaning : [meaning]] as const));
  return { fields: byName, kinds: [...new Set([...byName.values()].flat().map(({ kind }) => kind))], batteryIsVolts };
}

/** A table of models, by the maker's name of each in capital letters. */
export type ModelTable<Entry = Model> = ReadonlyMap<string, Entry>;

const asWords = (name: string): string => ` ${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, " ")} `;
/** The entries of each table as words, the longest first: made once, because every message asks. */
const wordsOf = new WeakMap<ModelTable<unknown>, readonly (readonly [words: string, entry: unknown])[]>();

/**
 * Finds a model by what installers, inventories and profiles call it. Maker, band and version may follow or go before:
 * `Milesight WS301-868M` is the entry `WS301`. The longest entry that fits counts.
 */
export function modelNamed<Entry>(table: ModelTable<Entry>, name: string | null): Entry | undefined {
  if (name === null) return undefined;
  let entries = wordsOf.get(table) as readonly (readonly [string, Entry])[] | undefined;
  if (entries === undefined) {
    entries = [...table].map(([key, entry]) => [asWords(key), entry] as const).sort(([one], [other]) => other.length - one.length);
    wordsOf.set(table, entries);
  }
  const words = asWords(name);
  return entries.find(([key]) => words.includes(key))?.[1];
}
