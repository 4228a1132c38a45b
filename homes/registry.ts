import type pg from "pg";
import { type Observable, Subject } from "rxjs";
import type { Absence } from "#domain/absence.ts";
import type { Holder } from "#domain/alarm.ts";
import type { DeviceFacts, HomeFacts, NewDevice, NewHome } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type AbsenceRecord, type Absences, createAbsences, type Ended, isAskedAbout, type PlannedAbsence } from "./absences.ts";
import { hashSecret, makeSecret, secretMatches } from "./credentials.ts";
import { changeAlone, type MakeChange } from "./homeChange.ts";
import {
  nextDeviceId,
  type RegisteredDevice,
  type RegisteredHome,
  readRegisteredDevices,
  readRegisteredHomes,
  writeDevice,
  writeHome,
  writeSecret,
} from "./homeRows.ts";
import { type ChosenPlan, createPlans, type HomePlan, noPlanChosen, type Plans } from "./plans.ts";

/** A device with what the broker needs to know it by. */
export interface KnownDevice {
  homeId: HomeId;
  facts: DeviceFacts;
  username: string;
  /** Where it publishes, and nowhere else. */
  topic: string;
  /** Where it hears, and nowhere else. */
  commandTopic: string;
}

/**
 * Homes and devices in memory, so that devices can be told apart while the database is away. A home's facts are never
 * changed in place but for its devices: a change of plan or absence is a new object.
 */
export interface Registry {
  load(): Promise<void>;
  home(id: HomeId): HomeFacts | undefined;
  homes(): Iterable<HomeFacts>;
  device(id: DeviceId): KnownDevice | undefined;
  byUsername(username: string): KnownDevice | undefined;
  /** Whether the secret is this username's; takes as long for a name that nobody has. */
  authenticate(username: string, secret: Buffer): KnownDevice | null;
  /** Without a chosen plan it is guarded by the basic one. */
  addHome(home: NewHome, chosen?: ChosenPlan): Promise<HomeFacts>;
  /** The secret is given out here and kept only as a hash. */
  addDevice(homeId: HomeId, device: NewDevice): Promise<{ device: KnownDevice; secret: string }>;
  renewSecret(deviceId: DeviceId): Promise<{ device: KnownDevice; secret: string }>;
  /** What guards a home, with its version and what of it can no longer be read. */
  planOf(id: HomeId): HomePlan | undefined;
  /** Writes the next version, and it guards from then on; null where the newest is no longer the one that was seen. */
  changePlan(id: HomeId, chosen: ChosenPlan, seenVersion?: number): Promise<HomePlan | null>;
  /** Null where it would overlap with another of the home. */
  addAbsence(id: HomeId, planned: PlannedAbsence, by: Holder): Promise<AbsenceRecord | null>;
  /** Ends an absence before its time; `at` by the home's clock, in epoch ms. */
  endAbsence(id: HomeId, absenceId: string, at: number, why: string): Promise<Ended>;
  /** Somebody else has committed that an absence ended at `at`: the facts follow. */
  absenceEnded(id: HomeId, absenceId: string, at: number): void;
  /** Of homes that name none. */
  readonly timezone: string;
  readonly plans: Plans;
  readonly absences: Absences;
  /** From now on homes are changed this way: by whoever guards them. */
  changeThrough(make: MakeChange): void;
  /** A home that is new, or in which an absence ended: its rules must be fitted anew. */
  changed$: Observable<HomeId>;
  /** A device whose secret changed: connections made with the old one must end. */
  secretRenewed$: Observable<DeviceId>;
}

interface RegistryNeeds {
  pool: pg.Pool;
  now: () => number;
  /** Of homes that name none. */
  timezone: string;
  log?: Pick<Log, "error">;
  rules?: readonly Rule[];
}

/** A home with what its facts are made of. */
interface KnownHome {
  facts: HomeFacts;
  devices: Map<DeviceId, DeviceFacts>;
  /** Its own, which a plan may overrule. */
  timezone: string;
  plan: HomePlan;
}

/** What was written of a home. */
interface News {
  plan?: HomePlan | undefined;
  absences?: readonly Absence[] | undefined;
}

const noAbsences: readonly Absence[] = [];

export function createRegistry({ pool, now, timezone, log = { error() {} }, rules = catalogue }: RegistryNeeds): Registry {
  const plans = createPlans({ pool, rules, log });
  const absences = createAbsences({ pool });
  let makeChange = changeAlone(pool);
  const homes = new Map<HomeId, KnownHome>();
  const devices = new Map<DeviceId, KnownDevice>();
  const byUsername = new Map<string, { device: KnownDevice; secretHash: string; renewal: number }>();
  /** So many secrets were renewed here since the service began. */
  let renewals = 0;
  const changed = new Subject<HomeId>();
  const secretRenewed = new Subject<DeviceId>();

  /** As it was read when so many secrets had been renewed: what was renewed since stays. */
  function know({ homeId, facts, username, secretHash }: RegisteredDevice, renewal = renewals): void {
    const base = `linkline/v1/${homeId}/${facts.id}`;
    const device: KnownDevice = { homeId, facts, username, topic: `${base}/reading`, commandTopic: `${base}/command` };
    homes.get(homeId)?.devices.set(facts.id, facts);
    devices.set(facts.id, device);
    const known = byUsername.get(username);
    const isOvertaken = known !== undefined && known.renewal > renewal;
    byUsername.set(username, { device, secretHash: isOvertaken ? known.secretHash : secretHash, renewal: known?.renewal ?? 0 });
  }

  function knowHome({ timezone: own, ...home }: RegisteredHome, plan: HomePlan): HomeFacts {
    const inside = new Map<DeviceId, DeviceFacts>();
    const facts = { ...home, timezone: plan.plan.timezone ?? own, devices: inside, ...asFacts(plan), absences: noAbsences };
    homes.set(home.id, { facts, devices: inside, timezone: own, plan });
    return facts;
  }

  /** Takes over what was written. */
  function take(id: HomeId, news: News): void {
    const known = homes.get(id);
    if (known !== undefined) homes.set(id, withNews(known, news, now()));
  }

  /** Writes, and takes over what was written. Where it is unknown whether it was kept, the database is read anew when it is back. */
  async function change<Done>(
    id: HomeId,
    write: (client: pg.ClientBase) => Promise<Done>,
    written: (done: Done) => News | null,
  ): Promise<Done> {
    const done: { it: Done; news: News | null }[] = [];
    await makeChange({
      homeId: id,
      async write(client) {
        const it = await write(client);
        const news = written(it);
        done[0] = { it, news };
        const known = homes.get(id);
        return known === undefined || news === null ? null : withNews(known, news, now()).facts;
      },
      committed() {
        const news = done[0]?.news;
        if (news) take(id, news);
      },
    });
    return (done[0] as { it: Done }).it;
  }

  return {
    async load() {
      const before = renewals;
      const homeRows = await readRegisteredHomes(pool);
      const planned = await plans.newest();
      const standing = await absences.standing(now());
      const deviceRows = await readRegisteredDevices(pool);
      // Added to, not emptied: what is registered while this reads stays known.
      for (const row of homeRows) {
        const { id } = row;
        if (!homes.has(id)) knowHome(row, planned.get(id) ?? noPlanChosen);
        take(id, { plan: planned.get(id), absences: standing.get(id) });
      }
      for (const device of deviceRows) know(device, before);
    },

    home: (id) => homes.get(id)?.facts,
    *homes() {
      for (const { facts } of homes.values()) yield facts;
    },
    device: (id) => devices.get(id),
    byUsername: (username) => byUsername.get(username)?.device,
    authenticate(username, secret) {
      const known = byUsername.get(username);
      return secretMatches(secret, known?.secretHash ?? null) && known !== undefined ? known.device : null;
    },

    async addHome(home, chosen) {
      const facts = { name: home.name, timezone: home.timezone ?? timezone, mode: home.mode ?? ("live" as const) };
      const { id, plan } = await inTransaction(pool, async (client) => {
        const homeId = await writeHome(client, { ...home, ...facts });
        return { id: homeId, plan: chosen === undefined ? null : await plans.write(client, homeId, chosen, now()) };
      });
      const known = knowHome({ id, ...facts }, plan ?? noPlanChosen);
      changed.next(id);
      return known;
    },

    async addDevice(homeId, device) {
      const secret = makeSecret();
      const secretHash = hashSecret(secret);
      const registeredAt = now();
      const id = await nextDeviceId(pool);
      const username = `device-${id}`;
      const name = device.name ?? `${device.kind} ${id}`;
      const facts: DeviceFacts = {
        id,
        name,
        kind: device.kind,
        room: device.room,
        outside: device.outside,
        expectedIntervalSeconds: device.expectedIntervalSeconds,
        registeredAt,
      };
      const registered = { homeId, facts, username, secretHash };
      await makeChange({
        homeId,
        async write(client) {
          await writeDevice(client, registered);
          const home = homes.get(homeId);
          if (home === undefined) throw new Error(`no home ${homeId}`);
          return { ...home.facts, devices: new Map(home.devices).set(id, facts) };
        },
        committed: () => know(registered),
      });
      return { device: devices.get(id) as KnownDevice, secret };
    },

    async renewSecret(deviceId) {
      const device = devices.get(deviceId);
      if (device === undefined) throw new Error(`no device ${deviceId}`);
      const secret = makeSecret();
      const secretHash = hashSecret(secret);
      await writeSecret(pool, deviceId, secretHash);
      renewals += 1;
      byUsername.set(device.username, { device, secretHash, renewal: renewals });
      secretRenewed.next(deviceId);
      return { device, secret };
    },

    planOf: (id) => homes.get(id)?.plan,

    changePlan: (id, chosen, seenVersion) =>
      change(
        id,
        (client) => plans.write(client, id, chosen, now(), seenVersion),
        (plan) => plan && { plan },
      ),

    addAbsence: (id, planned, by) =>
      change(
        id,
        (client) => absences.add(client, id, planned, by, now()),
        (added) => added && { absences: [asFact(added)] },
      ),

    endAbsence: (id, absenceId, at, why) =>
      change(
        id,
        (client) => absences.end(client, id, absenceId, at, why),
        (ended) => (ended.ok ? { absences: [asFact(ended.absence)] } : null),
      ),

    absenceEnded(id, absenceId, at) {
      const absence = homes.get(id)?.facts.absences.find((one) => one.id === absenceId);
      if (absence === undefined || absence.endedAt !== null) return;
      take(id, { absences: [{ ...absence, endedAt: at }] });
      changed.next(id);
    },

    changeThrough(make) {
      makeChange = make;
    },

    timezone,
    plans,
    absences,
    changed$: changed.asObservable(),
    secretRenewed$: secretRenewed.asObservable(),
  };
}

/**
 * Whatever the order in which it is heard of, it comes to the same: the greatest version counts, and an absence that has ended stays
 * ended.
 */
function withNews(known: KnownHome, news: News, now: number): KnownHome {
  const { facts } = known;
  const plan = news.plan !== undefined && news.plan.version > known.plan.version ? news.plan : known.plan;
  const heard = news.absences ?? noAbsences;
  const absences = heard.length === 0 ? facts.absences : joined(facts.absences, heard).filter((one) => isAskedAbout(one, facts.mode, now));
  if (plan === known.plan && absences === facts.absences) return known;
  return { ...known, plan, facts: { ...facts, ...asFacts(plan), timezone: plan.plan.timezone ?? known.timezone, absences } };
}

/** What rules may know of a plan, and no more. */
const asFacts = ({ plan, unread }: HomePlan): Pick<HomeFacts, "plan" | "unread"> => ({ plan, unread });

/** What rules may know of an absence, and no more. */
const asFact = ({ id, kind, startsAt, endsAt, endedAt, suspends }: Absence): Absence => ({ id, kind, startsAt, endsAt, endedAt, suspends });

function joined(known: readonly Absence[], heard: readonly Absence[]): Absence[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  for (const one of heard) byId.set(one.id, { ...one, endedAt: byId.get(one.id)?.endedAt ?? one.endedAt });
  return [...byId.values()].sort((a, b) => a.startsAt - b.startsAt);
}
