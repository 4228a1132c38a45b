import type pg from "pg";
import type { Clock } from "#platform/clock.ts";
import type { LivePhones } from "./livePhones.ts";
import { type NewPhone, type Phone, putPhoneRecord, readPhones, retirePhonesOfSession, switchOffPhone } from "./phoneRecord.ts";
import { dropPhoneTest, type PhoneTest, readPhoneTests, schedulePhoneTest } from "./phoneTests.ts";
import { isPushEndpoint } from "./pushEndpoint.ts";

export interface PhonesNeeds {
  pool: pg.Pool;
  clock: Clock;
  live: LivePhones;
  /** A push service for trying pushes; null: only public ones. */
  tried: string | null;
  /** A message was written. */
  lookNow: () => void;
}

/** A phone with its last test. */
export type TestedPhone = Phone & { test: PhoneTest | null };

/** The phones of carers' accounts. Each change is known to the ladders at once. */
export class Phones {
  readonly #needs: PhonesNeeds;

  constructor(needs: PhonesNeeds) {
    this.#needs = needs;
  }

  /** Whether the service may send pushes to this address. */
  isEndpoint(endpoint: string): boolean {
    return isPushEndpoint(endpoint, this.#needs.tried);
  }

  async list(accountId: string): Promise<TestedPhone[]> {
    const [phones, tests] = await Promise.all([readPhones(this.#needs.pool, accountId), readPhoneTests(this.#needs.pool, accountId)]);
    return phones.map((phone) => ({ ...phone, test: tests.find(({ phoneId }) => phoneId === phone.id) ?? null }));
  }

  async put(phone: NewPhone): Promise<Phone> {
    const { pool, clock, live } = this.#needs;
    const put = await putPhoneRecord(pool, phone, clock.now());
    await live.refresh();
    return put;
  }

  /** False: the account has no such phone. */
  async switchOff(accountId: string, phoneId: string): Promise<boolean> {
    const { pool, clock, live } = this.#needs;
    const isOff = await switchOffPhone(pool, accountId, phoneId, clock.now());
    await live.refresh();
    return isOff;
  }

  /** A session ended by signing out. */
  async signedOut(sessionId: string): Promise<void> {
    const { pool, clock, live } = this.#needs;
    if ((await retirePhonesOfSession(pool, sessionId, clock.now())) > 0) await live.refresh();
  }

  /** A contact became a carer, or is none any more. */
  async carersChanged(): Promise<void> {
    await this.#needs.live.refresh();
  }

  /** Sends a test at `at`, epoch ms. False: the account has no such phone. */
  async test(accountId: string, phoneId: string, at: number): Promise<boolean> {
    const { pool, clock, lookNow } = this.#needs;
    const isScheduled = await schedulePhoneTest(pool, { accountId, phoneId, at }, clock.now());
    if (isScheduled) lookNow();
    return isScheduled;
  }

  async dropTest(accountId: string, phoneId: string): Promise<void> {
    await dropPhoneTest(this.#needs.pool, { accountId, phoneId }, this.#needs.clock.now());
  }
}
