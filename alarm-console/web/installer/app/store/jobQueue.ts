import { call } from "../../../shared/api/call.ts";
import { newKey } from "../../../shared/phone/phoneStores.ts";
import { SendLoop, type SendOutcome } from "../../../shared/phone/sendLoop.ts";
import { Shown } from "../../../shared/phone/shown.ts";
import { type Change, type Entity, type EntityKind, entityOf, type Fields, homeOf, type Job, splitFields } from "./job.ts";
import { phone } from "./phone.ts";
import { isLater, refusalText, sendChange } from "./sendChange.ts";
import { jobFrom, merged, type ServiceHome } from "./serviceHome.ts";

export interface Stored {
  jobs: readonly Job[];
  changes: readonly Change[];
  /** False while changes wait and the service does not answer. */
  connected: boolean;
}

/**
 * The jobs of this phone, and what is not sent yet. Each answer of a question is stored on the phone first and sent when that is possible, in
 * order; its key makes it count once, so it may be sent again after a reload or a lost answer.
 *
 * Example: in a cellar without a connection the installer enters the home, Mrs Birch and two contacts, and locks the phone. In the street they
 * are sent: first the home, then the others with the id that it got.
 */
export class JobQueue {
  readonly #shown = new Shown<Stored>({ jobs: [], changes: [], connected: true });
  #accountId: string | null = null;
  readonly #loop = new SendLoop(() => this.#sendNext());

  readonly subscribe = this.#shown.subscribe;
  readonly stored = this.#shown.now;
  readonly sendNow = this.#loop.now;

  /** This account is signed in. What another person left on this phone is not shown, and is sent when that person signs in again. */
  async start(accountId: string): Promise<void> {
    if (this.#accountId === accountId) return this.sendNow();
    this.#accountId = accountId;
    const mine = <T extends { accountId: string }>(all: T[]): T[] => all.filter((one) => one.accountId === accountId);
    const jobs = mine(await phone.readAll<Job>("jobs"));
    const changes = mine(await phone.readAll<Change>("changes")).toSorted((a, b) => a.order - b.order);
    this.#show({ jobs, changes });
    this.sendNow();
  }

  /** A job for a home that is not registered yet. */
  async begin(): Promise<Job> {
    const job: Job = { key: newKey(), accountId: this.#accountId ?? "", entities: [], template: null, mode: "commissioning" };
    await this.#put(job);
    return job;
  }

  /** The home as the service has it. What waits to be sent stays as it was entered. Null: no answer. */
  async open(homeId: string): Promise<Job | null> {
    const answer = await call<ServiceHome>("GET", `/api/v1/homes/${homeId}`);
    const known = this.stored().jobs.find((job) => homeOf(job)?.id === homeId);
    if (!answer.ok) return known ?? null;
    const present = this.stored().jobs.find((job) => homeOf(job)?.id === homeId);
    const job = merged(present ?? null, jobFrom(answer.value, this.#accountId ?? ""), this.stored().changes);
    await this.#put(job);
    return job;
  }

  /** Stores an answer and sends it. Without `entityKey` it is a new entity. Gives the key of the entity. */
  async save(jobKey: string, kind: EntityKind, entityKey: string | null, fields: Fields): Promise<string> {
    const job = this.#job(jobKey);
    const known = job === undefined || entityKey === null ? undefined : entityOf(job, entityKey);
    if (job === undefined) return "";
    const entity: Entity = known ?? { kind, key: newKey(), id: null, version: null, fields: {} };
    const changed = { ...entity, fields: { ...entity.fields, ...fields } };
    const entities = known === undefined ? [...job.entities, changed] : job.entities.map((one) => (one === known ? changed : one));
    await this.#put({ ...job, entities });
    if (known !== undefined) await this.#correctKnown(jobKey, known, fields);
    else {
      const { make, correct } = splitFields(kind, fields);
      await this.#add(jobKey, entity.key, "make", make);
      if (Object.keys(correct).length > 0) await this.#add(jobKey, entity.key, "correct", correct);
    }
    this.sendNow();
    return entity.key;
  }

  async choosePlan(jobKey: string, template: string): Promise<void> {
    const job = this.#job(jobKey);
    if (job === undefined) return;
    await this.#put({ ...job, template });
    await this.#add(jobKey, homeOf(job)?.key ?? "", "plan", { template });
    this.sendNow();
  }

  /** The installer has seen why a change was refused: it is sent again over what the service has now, or dropped. */
  async settle(change: Change, how: "again" | "drop"): Promise<void> {
    const homeId = homeOf(this.#job(change.jobKey) as Job)?.id;
    if (how === "drop") await this.#delete(change.key);
    if (homeId) await this.open(homeId);
    // A new name: the service has refused the old one.
    if (how === "again") await this.#replace(change.key, { ...change, key: newKey(), refused: null, wasSent: false });
    this.sendNow();
  }

  #job(key: string): Job | undefined {
    return this.stored().jobs.find((job) => job.key === key);
  }

  /** Where the service refused an answer about this entity, the corrected one takes its place and is sent. */
  async #correctKnown(jobKey: string, { kind, key }: Entity, fields: Fields): Promise<void> {
    const refused = this.stored().changes.find((one) => one.entityKey === key && one.refused !== null && one.what !== "plan");
    if (refused === undefined) return this.#correct(jobKey, key, fields);
    const { make, correct } = refused.what === "make" ? splitFields(kind, fields) : { make: fields, correct: {} };
    const corrected = { ...refused, fields: { ...refused.fields, ...make } };
    await this.#replace(refused.key, corrected);
    if (Object.keys(correct).length > 0) await this.#correct(jobKey, key, correct);
    void this.settle(corrected, "again");
  }

  async #correct(jobKey: string, entityKey: string, fields: Fields): Promise<void> {
    const waiting = this.stored().changes.find(
      (one) => one.entityKey === entityKey && one.what === "correct" && !one.wasSent && one.refused === null,
    );
    if (waiting === undefined) await this.#add(jobKey, entityKey, "correct", fields);
    else await this.#replace(waiting.key, { ...waiting, fields: { ...waiting.fields, ...fields } });
  }

  async #add(jobKey: string, entityKey: string, what: Change["what"], fields: Fields): Promise<void> {
    const order = Math.max(0, ...this.stored().changes.map((one) => one.order)) + 1;
    const change: Change = {
      ...{ key: newKey(), accountId: this.#accountId ?? "", jobKey, order, what, entityKey, fields },
      ...{ wasSent: false, refused: null },
    };
    this.#show({ changes: [...this.stored().changes, change] });
    await phone.write("changes", change.key, change);
  }

  async #sendNext(): Promise<SendOutcome> {
    const { changes } = this.stored();
    const stopped = new Set(changes.filter(({ refused }) => refused !== null).map(({ jobKey }) => jobKey));
    const change = changes.find(({ jobKey, refused }) => refused === null && !stopped.has(jobKey));
    if (change !== undefined) return this.#sendOne(change);
    this.#show({ connected: true });
    return "nothing";
  }

  async #sendOne(change: Change): Promise<SendOutcome> {
    const job = this.#job(change.jobKey);
    const entity = job && entityOf(job, change.entityKey);
    if (job === undefined || entity === undefined) {
      await this.#delete(change.key);
      return "sent";
    }
    await this.#replace(change.key, { ...change, wasSent: true });
    const answer = await sendChange(job, entity, change);
    if (answer.ok) {
      await this.#delete(change.key);
      if (answer.value !== null) await this.#took(change, answer.value);
    } else if (isLater(answer)) {
      this.#show({ connected: false });
      return "noAnswer";
    } else await this.#replace(change.key, { ...change, wasSent: true, refused: refusalText(answer) });
    return "sent";
  }

  /** The service has made or corrected the entity. What was entered meanwhile stays. */
  async #took(change: Change, { id, version, fields }: { id: string; version: number; fields: Fields }): Promise<void> {
    const job = this.#job(change.jobKey);
    if (job === undefined) return;
    const waits = this.stored().changes.some((one) => one.entityKey === change.entityKey);
    const entities = job.entities.map((one) =>
      one.key === change.entityKey ? { ...one, id, version, fields: waits ? one.fields : { ...one.fields, ...fields } } : one,
    );
    await this.#put({ ...job, entities });
  }

  async #put(job: Job): Promise<void> {
    const isNew = this.#job(job.key) === undefined;
    this.#show({ jobs: isNew ? [...this.stored().jobs, job] : this.stored().jobs.map((one) => (one.key === job.key ? job : one)) });
    await phone.write("jobs", job.key, job);
  }

  async #replace(key: string, change: Change): Promise<void> {
    this.#show({ changes: this.stored().changes.map((one) => (one.key === key ? change : one)) });
    if (key !== change.key) await phone.delete("changes", key);
    await phone.write("changes", change.key, change);
  }

  async #delete(key: string): Promise<void> {
    this.#show({ changes: this.stored().changes.filter((one) => one.key !== key) });
    await phone.delete("changes", key);
  }

  #show(more: Partial<Stored>): void {
    this.#shown.show({ ...this.stored(), ...more });
  }
}
