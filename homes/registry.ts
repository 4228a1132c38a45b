import type pg from "pg";
import { type Observable, Subject } from "rxjs";
import type { Author } from "#domain/alarm.ts";
import type { HomeFacts, NewHome } from "#domain/home.ts";
import type { DeviceId, HomeId } from "#domain/ids.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { inTransaction } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule } from "#rules/rule.ts";
import { type AbsenceRecord, type Absences, createAbsences, type Ended, type PlannedAbsence } from "./absences.ts";
import { Availability, type MarkedContact } from "./availability/availability.ts";
import { Gateways } from "./gateways/gateways.ts";
import { type CommitChange, commitWithoutStates, nothingBeside, type WriteBeside } from "./homeChange.ts";
import {
  type NotifiableContact,
  readHomeRecordFacts,
  readNotifiableContacts,
  readRegisteredDevices,
  readRegisteredHomes,
  writeHome,
} from "./homeRows.ts";
import { KnownContacts } from "./knownContacts.ts";
import { type KnownDevice, KnownDevices } from "./knownDevices.ts";
import { type HomeUpdate, KnownHomes } from "./knownHomes.ts";
import { readListeningGaps } from "./listeningGaps.ts";
import { basicHomePlan, type ChosenPlan, createPlans, type HomePlan, type Plans } from "./plans.ts";
import { DeviceLogins, type DeviceWithSecret } from "./record/deviceLogins.ts";

interface RegistryNeeds {
  pool: pg.Pool;
  now: () => number;
  /** The time zone of homes that name none. */
  timezone: string;
  /** The country of telephone numbers that are written without one. */
  country?: string;
  log?: Pick<Log, "error">;
  rules?: readonly Rule[];
}

/**
 * Homes, devices, plans and absences: written to the database, and held in memory, so that ingest and the broker can work while the database
 * is away. The memory follows after COMMIT. A change of a plan, an absence that staff set or end, and a new device go through one transaction
 * with the home's rule states (homeChange.ts). A new home and a renewed secret have no states to change; an absence that a rule ends is in the
 * transaction of that decision.
 */
export class Registry {
  /** The time zone of homes that name none. */
  readonly timezone: string;
  /** The country of telephone numbers that are written without one. */
  readonly country: string;
  readonly plans: Plans;
  readonly absences: Absences;
  /** When contacts may be called. */
  readonly availability: Availability;
  readonly gateways: Gateways;
  /** A home that is new, or in which a rule ended an absence: ingest applies the new facts to its rule states. */
  readonly homeChanged$: Observable<HomeId>;
  /** The login of a device or gateway that was taken out, or has a new secret, by username: the broker ends the connection made with it. */
  readonly loginEnded$: Observable<string>;

  readonly #pool: pg.Pool;
  readonly #now: () => number;
  readonly #homes: KnownHomes;
  readonly #devices = new KnownDevices();
  readonly devices: Pick<KnownDevices, "all" | "behind"> = this.#devices;
  readonly #contacts = new KnownContacts();
  readonly #homeChanged = new Subject<HomeId>();
  readonly #loginEnded = new Subject<string>();
  readonly #logins: DeviceLogins;
  #commitChange: CommitChange;

  constructor({ pool, now, timezone, country = "GB", log = { error() {} }, rules = catalogue }: RegistryNeeds) {
    this.timezone = timezone;
    this.country = country;
    this.plans = createPlans({ pool, rules, log });
    this.absences = createAbsences({ pool });
    this.availability = new Availability({ pool, now, log });
    this.gateways = new Gateways({ pool, now, loginEnded: (username) => this.#loginEnded.next(username) });
    this.homeChanged$ = this.#homeChanged.asObservable();
    this.loginEnded$ = this.#loginEnded.asObservable();
    this.#pool = pool;
    this.#now = now;
    this.#homes = new KnownHomes(now);
    this.#commitChange = commitWithoutStates(pool);
    this.#logins = new DeviceLogins({
      ...{ pool, now, homes: this.#homes, devices: this.#devices },
      commitChange: (change) => this.#commitChange(change),
      changeRecord: (id, write) => this.changeRecord(id, write),
      loginEnded: (username) => this.#loginEnded.next(username),
    });
  }

  /** Reads everything from the database. Homes and devices that are registered during the read stay known. */
  async load(): Promise<void> {
    const renewals = this.#devices.renewals;
    const homes = await readRegisteredHomes(this.#pool, null);
    const plans = await this.plans.newest();
    const absences = await this.absences.relevant(this.#now());
    const devices = await readRegisteredDevices(this.#pool, null);
    this.#homes.setListeningGaps(await readListeningGaps(this.#pool));
    this.#contacts.add(await readNotifiableContacts(this.#pool, null));
    await this.availability.load();
    await this.gateways.load();
    for (const home of homes) {
      if (this.#homes.facts(home.id) === undefined) this.#homes.add(home, plans.get(home.id) ?? basicHomePlan);
      this.#homes.update(home.id, { plan: plans.get(home.id), absences: absences.get(home.id) });
    }
    for (const device of devices) {
      this.#homes.addDevice(device.homeId, device.facts);
      this.#devices.add(device, renewals);
    }
  }

  /** Ingest calls this, so that a change is committed together with the home's rule states. */
  commitChangesWith(commitChange: CommitChange): void {
    this.#commitChange = commitChange;
  }

  home(id: HomeId): HomeFacts | undefined {
    return this.#homes.facts(id);
  }

  /** Whether it is the virtual home that the service presses each minute. */
  readonly isCanary = (id: string): boolean => this.#homes.facts(id as HomeId)?.isCanary ?? false;

  homes(): Iterable<HomeFacts> {
    return this.#homes.all();
  }

  /** The contacts of a home, with the channels by which Link Line may notify them. */
  readonly contactsOf = (id: HomeId): readonly NotifiableContact[] => this.#contacts.of(id);

  /** The same as escalation sees them at `at`, in epoch ms: who may not be called, and who is called instead. */
  readonly contactsAt = (id: HomeId, at: number): readonly MarkedContact[] =>
    this.availability.mark(this.contactsOf(id), at, this.home(id)?.timezone ?? this.timezone);

  /** When the service did not listen: the facts of every live home have this list. */
  get listeningGaps(): readonly ListeningGap[] {
    return this.#homes.listeningGaps;
  }

  /** The server's clock was set. */
  moveTimes(byMs: number): void {
    this.#homes.moveTimes(byMs);
    this.gateways.moveTimes(byMs);
  }

  /** The service found that it did not listen. A gap with the same beginning as the newest one replaces it. */
  readonly addListeningGap = (gap: ListeningGap): void => this.#homes.addListeningGap(gap);

  /** A home's plan, with its version and the parts of it that cannot be read. */
  readonly planOf = (id: HomeId): HomePlan | undefined => this.#homes.plan(id);

  readonly device = (id: DeviceId): KnownDevice | undefined => this.#devices.get(id);

  readonly byUsername = (username: string): KnownDevice | undefined => this.#devices.byUsername(username);

  /** The device whose username and secret these are. Takes equally long for an unknown username. */
  readonly authenticate = (username: string, secret: Buffer): KnownDevice | null => this.#devices.authenticate(username, secret);

  /** A home without a chosen plan gets the basic plan. */
  async addHome(home: NewHome, chosen?: ChosenPlan, beside: WriteBeside = nothingBeside): Promise<HomeFacts> {
    const facts = { name: home.name, timezone: home.timezone ?? this.timezone, mode: home.mode ?? ("live" as const) };
    const { registered, plan, contacts } = await inTransaction(this.#pool, async (client) => {
      const homeId = await writeHome(client, { ...home, ...facts });
      const contacts = await readNotifiableContacts(client, homeId);
      await beside(client, homeId, homeId);
      const { home: registered } = await readHomeRecordFacts(client, homeId);
      return { registered, contacts, plan: chosen === undefined ? null : await this.plans.write(client, homeId, chosen, this.#now()) };
    });
    const { id } = registered;
    this.#contacts.set(id, contacts);
    if (home.contacts.some(({ hours }) => hours !== null)) await this.availability.load();
    const added = this.#homes.add(registered, plan ?? basicHomePlan);
    this.#homeChanged.next(id);
    return added;
  }

  readonly addDevice: DeviceLogins["add"] = (homeId, device, beside) => this.#logins.add(homeId, device, beside);

  readonly addDeviceBehind: DeviceLogins["addBehind"] = (homeId, device, origin, beside) =>
    this.#logins.addBehind(homeId, device, origin, beside);

  /** From now on only the new secret is accepted. */
  async renewSecret(deviceId: DeviceId): Promise<DeviceWithSecret> {
    const renewed = await this.#logins.renew(deviceId, async () => true);
    if (renewed === null) throw new Error(`no device ${deviceId}`);
    return renewed;
  }

  /** The same where `may` gives true, in one transaction with what it writes. Null where it does not. */
  readonly renewSecretIf: DeviceLogins["renew"] = (deviceId, may) => this.#logins.renew(deviceId, may);

  /** Writes the next version of the plan, which applies at once. Null where `seenVersion` is given and is not the newest. */
  changePlan(id: HomeId, chosen: ChosenPlan, seenVersion?: number): Promise<HomePlan | null> {
    return this.#change(
      id,
      (client) => this.plans.write(client, id, chosen, this.#now(), seenVersion),
      (plan) => plan && { plan },
    );
  }

  /** Null where the absence would overlap with another of the home. */
  addAbsence(id: HomeId, planned: PlannedAbsence, by: Author): Promise<AbsenceRecord | null> {
    return this.#change(
      id,
      (client) => this.absences.add(client, id, planned, by, this.#now()),
      (added) => added && { absences: [added] },
    );
  }

  /** Staff end an absence early, at `at` by the home's clock in epoch ms. */
  endAbsence(id: HomeId, absenceId: string, at: number, why: string): Promise<Ended> {
    return this.#change(
      id,
      (client) => this.absences.end(client, id, absenceId, at, why),
      (ended) => (ended.ok ? { absences: [ended.absence] } : null),
    );
  }

  /** Commits a change of the home's record: its own fields, people, contacts or devices (record/records.ts). Not `ok`: nothing was changed. */
  async changeRecord<Answer extends { ok: boolean }>(id: HomeId, write: (client: pg.ClientBase) => Promise<Answer>): Promise<Answer> {
    const { renewals } = this.#devices;
    const { answer, after } = await this.#change(
      id,
      async (client) => {
        const answer = await write(client);
        return { answer, after: answer.ok ? await readHomeRecordFacts(client, id) : null };
      },
      ({ after }) => after && { record: { home: after.home, devices: after.devices.map(({ facts }) => facts) } },
    );
    if (after === null) return answer;
    this.#contacts.set(id, after.contacts);
    const closed = after.home.mode === "ended" ? this.gateways.of(id) : [];
    for (const { username } of [...this.#devices.setDevicesOf(id, after.devices, renewals), ...closed]) this.#loginEnded.next(username);
    return answer;
  }

  /** A rule has ended an absence, in a transaction that is committed: the memory follows. */
  absenceEndedByRule(id: HomeId, absenceId: string, at: number): void {
    const absence = this.#homes.facts(id)?.absences.find((one) => one.id === absenceId);
    if (absence === undefined || absence.endedAt !== null) return;
    this.#homes.update(id, { absences: [{ ...absence, endedAt: at }] });
    this.#homeChanged.next(id);
  }

  /** Commits a change and takes it into memory. `updateOf` says what the write changed; null for nothing. */
  async #change<Result>(
    id: HomeId,
    write: (client: pg.ClientBase) => Promise<Result>,
    updateOf: (result: Result) => HomeUpdate | null,
  ): Promise<Result> {
    const written: { result?: Result; update?: HomeUpdate | null } = {};
    await this.#commitChange({
      homeId: id,
      write: async (client) => {
        written.result = await write(client);
        written.update = updateOf(written.result);
        return written.update === null ? null : this.#homes.factsAfter(id, written.update);
      },
      committed: () => {
        if (written.update) this.#homes.update(id, written.update);
      },
    });
    return written.result as Result;
  }
}
