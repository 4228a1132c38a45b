import { type OutageCause, type OutageCauseKind, outageCauses } from "./outageCause.ts";
import type { OutageSettings } from "./outageSettings.ts";

/** Homes that have every possible cause in common: how many there are, and how many of them fell silent lately. */
export interface HomeGroup {
  /** By cause, such as `area`: "North"; empty where the record does not say. */
  values: Readonly<Record<Exclude<OutageCauseKind, "all">, string>>;
  homes: number;
  silent: number;
}

interface Candidate extends OutageCause {
  homes: number;
  silent: number;
}

/** A wider cause explains a narrow one if its other homes are silent at this share of the narrow one's, or more. */
const explainsFrom = 0.5;

/** Whether homes of this group may be silent by this cause. */
export const covers = ({ cause, value }: OutageCause, { values }: Pick<HomeGroup, "values">): boolean =>
  cause === "all" || values[cause] === value;

/**
 * The causes that explain why many homes fell silent together, the most certain first. Homes that one cause explains count for no other.
 *
 * A cause qualifies with more than `settings.homes` silent homes that are at least `settings.sharePercent` of its homes. Of several, the one counts
 * whose homes are silent in the greatest share; a wider cause takes its place only if its other homes are silent as well.
 *
 * Example: 30 of 30 homes in North are silent and 2 of 470 elsewhere. North (100 %) and all homes (6 %) both qualify. Outside of North 0.4 % are
 * silent, so North is the cause. If the broker fails, each area is as silent as the others, and the cause is `all`.
 */
export function findOutages(groups: readonly HomeGroup[], settings: Pick<OutageSettings, "homes" | "sharePercent">): OutageCause[] {
  const found: OutageCause[] = [];
  let rest = groups.filter(({ homes }) => homes > 0);
  for (;;) {
    const [first] = explaining(rest, settings);
    if (first === undefined) return found;
    const cause = { cause: first.cause, value: first.value };
    found.push(cause);
    rest = rest.filter((group) => !covers(cause, group));
  }
}

function explaining(groups: readonly HomeGroup[], settings: Pick<OutageSettings, "homes" | "sharePercent">): Candidate[] {
  const candidates = counted(groups).filter(
    ({ homes, silent }) => silent > settings.homes && silent * 100 >= settings.sharePercent * homes,
  );
  const isExplained = (one: Candidate): boolean => candidates.some((wider) => width(wider) < width(one) && explains(wider, one, groups));
  return candidates
    .filter((one) => !isExplained(one))
    .sort((one, other) => shareOf(other) - shareOf(one) || width(one) - width(other) || (one.value < other.value ? -1 : 1));
}

/** Whether the wider cause is more probable than the narrow one: its other homes are about as silent, or it has no others. */
function explains(wider: Candidate, narrow: Candidate, groups: readonly HomeGroup[]): boolean {
  const inBoth = sum(groups.filter((group) => covers(wider, group) && covers(narrow, group)));
  if (inBoth.silent === 0) return false;
  const others = { homes: wider.homes - inBoth.homes, silent: wider.silent - inBoth.silent };
  return others.homes === 0 ? inBoth.homes === narrow.homes : shareOf(others) >= explainsFrom * shareOf(narrow);
}

function counted(groups: readonly HomeGroup[]): Candidate[] {
  return outageCauses.flatMap((cause): Candidate[] => {
    if (cause === "all") return [{ cause, value: "", ...sum(groups) }];
    return [...Map.groupBy(groups, ({ values }) => values[cause])]
      .filter(([value]) => value !== "")
      .map(([value, members]) => ({ cause, value, ...sum(members) }));
  });
}

const sum = (groups: readonly HomeGroup[]): { homes: number; silent: number } => ({
  homes: groups.reduce((total, { homes }) => total + homes, 0),
  silent: groups.reduce((total, { silent }) => total + silent, 0),
});

const shareOf = ({ homes, silent }: { homes: number; silent: number }): number => silent / homes;
const width = ({ cause }: OutageCause): number => outageCauses.indexOf(cause);
