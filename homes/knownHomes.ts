import type { Absence } from "#domain/absence.ts";
import { type DeviceFacts, followsReadings, type HomeFacts } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import { type ListeningGap, noGaps } from "#domain/time/listening.ts";
import { isRelevant } from "./absences.ts";
import type { RegisteredHome } from "./homeRows.ts";
import type { HomePlan } from "./plans.ts";

/** What was written about a home: a plan version, or absences that are new or have ended. */
export interface HomeUpdate {
  plan?: HomePlan | undefined;
  absences?: readonly Absence[] | undefined;
  /** The home and its devices, after a change of the record. */
  record?: { home: RegisteredHome; devices: readonly DeviceFacts[] } | undefined;
}

/** One object for all homes: a hundred thousand homes have no absence. */
const noAbsences: readonly Absence[] = [];

interface KnownHome {
  facts: HomeFacts;
  /** The same map as in `facts`. */
  devices: Map<DeviceId, DeviceFacts>;
  /** The home's own time zone. Its plan may name another. */
  timezone: string;
  plan: HomePlan;
}

/**
 * The homes in memory. A change of plan, absence or record makes a new facts object, so an object that a caller holds never changes; only its map
 * of devices grows, and the list of listening gaps that all live homes share.
 *
 * Updates may arrive in any order and more than once: the highest plan version applies, and an ended absence stays ended. Example: version
 * 3 is committed, then a slow `load` brings version 2: version 3 stays.
 */
export class KnownHomes {
  readonly #homes = new Map<HomeId, KnownHome>();
  readonly #now: () => number;
  readonly #gaps: ListeningGap[] = [];

  /** `now` is the service's clock in epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  *all(): IterableIterator<HomeFacts> {
    for (const { facts } of this.#homes.values()) yield facts;
  }

  facts(id: HomeId): HomeFacts | undefined {
    return this.#homes.get(id)?.facts;
  }

  plan(id: HomeId): HomePlan | undefined {
    return this.#homes.get(id)?.plan;
  }

  add({ timezone, ...home }: RegisteredHome, plan: HomePlan): HomeFacts {
    const devices = new Map<DeviceId, DeviceFacts>();
    const facts = {
      ...home,
      timezone: plan.plan.timezone ?? timezone,
      devices,
      ...planFacts(plan),
      absences: noAbsences,
      listeningGaps: followsReadings(home.mode) ? noGaps : this.#gaps,
    };
    this.#homes.set(home.id, { facts, devices, timezone, plan });
    return facts;
  }

  get listeningGaps(): readonly ListeningGap[] {
    return this.#gaps;
  }

  /** Replaces all gaps by these, which are in the order of their beginnings. */
  setListeningGaps(gaps: readonly ListeningGap[]): void {
    this.#gaps.length = 0;
    for (const gap of gaps) this.#gaps.push(gap);
  }

  /** Adds a gap, or gives the newest one, which begins at the same time, another end. */
  addListeningGap(gap: ListeningGap): void {
    if (this.#gaps.at(-1)?.from === gap.from) this.#gaps.pop();
    this.#gaps.push(gap);
  }

  /** The server's clock was set: moves what the service dated itself, in live homes. */
  moveTimes(byMs: number): void {
    for (const { facts, devices } of this.#homes.values())
      if (!followsReadings(facts.mode))
        for (const [id, device] of devices) devices.set(id, { ...device, registeredAt: device.registeredAt + byMs });
    this.setListeningGaps(this.#gaps.map(({ from, to }) => ({ from: from + byMs, to: to + byMs })));
  }

  addDevice(id: HomeId, device: DeviceFacts): void {
    this.#homes.get(id)?.devices.set(device.id, device);
  }

  /** The home's facts as they will be with this device. */
  factsWithDevice(id: HomeId, device: DeviceFacts): HomeFacts {
    const home = this.#homes.get(id);
    if (home === undefined) throw new Error(`no home ${id}`);
    return { ...home.facts, devices: new Map(home.devices).set(device.id, device) };
  }

  /** The home's facts as they will be after this update. */
  factsAfter(id: HomeId, update: HomeUpdate): HomeFacts | null {
    const home = this.#homes.get(id);
    return home === undefined ? null : updated(home, update, this.#now()).facts;
  }

  update(id: HomeId, update: HomeUpdate): void {
    const home = this.#homes.get(id);
    if (home !== undefined) this.#homes.set(id, updated(home, update, this.#now()));
  }
}

function updated(known: KnownHome, { plan: newPlan, absences: newAbsences = noAbsences, record }: HomeUpdate, now: number): KnownHome {
  const home = record === undefined ? known : withRecord(known, record);
  const { facts } = home;
  const plan = newPlan !== undefined && newPlan.version > home.plan.version ? newPlan : home.plan;
  const absences =
    newAbsences.length === 0
      ? facts.absences
      : merged(facts.absences, newAbsences.map(absenceFacts)).filter((one) => isRelevant(one, facts.mode, now));
  if (plan === home.plan && absences === facts.absences) return home;
  return { ...home, plan, facts: { ...facts, ...planFacts(plan), timezone: plan.plan.timezone ?? home.timezone, absences } };
}

function withRecord(known: KnownHome, { home: { timezone, ...home }, devices: facts }: NonNullable<HomeUpdate["record"]>): KnownHome {
  const devices = new Map(facts.map((device) => [device.id, device]));
  const zone = known.plan.plan.timezone ?? timezone;
  return { ...known, timezone, devices, facts: { ...known.facts, ...home, timezone: zone, devices } };
}

function merged(known: readonly Absence[], added: readonly Absence[]): Absence[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  for (const one of added) byId.set(one.id, { ...one, endedAt: byId.get(one.id)?.endedAt ?? one.endedAt });
  return [...byId.values()].sort((a, b) => a.startsAt - b.startsAt);
}

/** The part of a plan that rules may read. */
const planFacts = ({ plan, unreadableParts }: HomePlan): Pick<HomeFacts, "plan" | "unreadableParts"> => ({ plan, unreadableParts });

/** The part of an absence that rules may read. */
const absenceFacts = ({ id, kind, startsAt, endsAt, endedAt, suspends }: Absence): Absence => ({
  id,
  kind,
  startsAt,
  endsAt,
  endedAt,
  suspends,
});
