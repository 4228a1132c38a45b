import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import type { Json } from "#tests/system/setup/service.ts";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import type { WatchedPage } from "../setup/browser.ts";
import type { Centre } from "../setup/centre.ts";

export const telephone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: "reduce",
  colorScheme: "dark",
} as const satisfies BrowserContextOptions;

export type Carer = "Jonas Birch" | "Meera Shah";
const names: readonly Carer[] = ["Jonas Birch", "Meera Shah"];

/** A home with a bed that rings after five minutes out of it, at once at the centre, and its two carers. */
export interface Family {
  id: string;
  name: string;
  /** Out of bed, or back in it. */
  says(occupied: boolean): Promise<void>;
  press(): Promise<void>;
  /** Water on the kitchen floor: urgent. Gives the case. */
  leaks(): Promise<string>;
  case(): Promise<Json>;
  /** A phone on which this carer is signed in. */
  phone(who: Carer, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** The cookie of the session of this carer. */
  cookie(who: Carer): string;
  account(who: Carer): { email: string; password: string };
  contactId(who: Carer): string;
}

/** Each carer signs in once in a file: signing in often from one address is stopped. */
export class Families {
  readonly #centre: Centre;
  readonly #cookies = new Map<Carer, string>();
  #homes = 0;

  constructor(centre: Centre) {
    this.#centre = centre;
  }

  readonly account = (who: Carer) => ({ email: `${who.split(" ")[0]?.toLowerCase()}@birch.example`, password: "warm socks and tea" });

  async #signedIn(who: Carer): Promise<string> {
    const known = this.#cookies.get(who);
    if (known !== undefined) return known;
    const { service } = this.#centre.town;
    await service.accounts.create({ ...this.account(who), name: who, role: "carer" });
    const answer = await fetch(`${service.httpUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: service.httpUrl },
      body: JSON.stringify(this.account(who)),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect(answer.status).toBe(200);
    this.#cookies.set(who, cookie);
    return cookie;
  }

  /** The session of this carer has ended. */
  forget(who: Carer): void {
    this.#cookies.delete(who);
  }

  async home(more: object = {}): Promise<Family> {
    const { town } = this.#centre;
    const contacts = names.map((name, place) => ({ name, relation: "child", phone: `01632 96020${place + 1}` }));
    const plan = {
      name: "Nights",
      windows: [{ name: "night", from: "22:00", to: "07:00" }],
      rules: { bedExit: { exitMinutes: 5, movementAddsMinutes: 1, capMinutes: 5 }, sosPress: {}, environment: {} },
    };
    this.#homes += 1;
    const name = `${this.#homes} Orchard Road`;
    const { id } = await town.home({
      name,
      phone: "020 7946 0123",
      people: [{ name: "Edith Birch" }],
      contacts,
      plan,
      ...more,
    });
    let seq = 0;
    const sensor = async (device: Parameters<typeof town.device>[1]) => {
      const fitted = await town.device(id, { expectedIntervalSeconds: 604_800, ...device });
      const unit = await town.unit(fitted);
      return async (reading: object): Promise<void> =>
        void (await unit.publishAsync(fitted.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "b" }), { qos: 1 }));
    };
    const [bed, pendant, leak] = [
      await sensor({ kind: "bed", name: "Bed" }),
      await sensor({ kind: "button", name: "Pendant" }),
      await sensor({ kind: "flood", name: "Leak sensor", room: "Kitchen" }),
    ];
    const cookies = new Map<Carer, string>();
    const contactIds = new Map<Carer, string>();
    for (const [place, who] of names.entries()) {
      const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/carers`);
      const { contactId } = body.items[place];
      contactIds.set(who, contactId);
      const invitation = { sees: "nights", agreedBy: "Edith Birch", by: "link" };
      const invited = await town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${contactId}/invitation`, invitation);
      const cookie = await this.#signedIn(who);
      cookies.set(who, cookie);
      const joined = await fetch(`${town.service.httpUrl}/api/v1/carer/invitations/accept`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: town.service.httpUrl, cookie },
        body: JSON.stringify({ token: /#\/join\/(\S+)/.exec(invited.body.link)?.[1] }),
      });
      expect(joined.status).toBe(200);
    }
    const newest = async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/cases?home=${id}&state=all`)).body.items[0];
    return {
      id,
      name,
      says: (occupied) => bed({ kind: "bed", occupied }),
      press: () => pendant({ kind: "button", pressed: true }),
      leaks: async () => {
        await leak({ kind: "flood", detected: true });
        await expect.poll(newest, { timeout: 20_000 }).toBeDefined();
        return (await newest()).id;
      },
      case: newest,
      phone: async (who, options = {}) => {
        const [cookie = "", ...value] = (cookies.get(who) ?? "").split("=");
        const { hostname } = new URL(town.service.httpUrl);
        const session = {
          name: cookie,
          value: value.join("="),
          domain: hostname,
          path: "/",
          expires: -1,
          httpOnly: true,
          secure: false,
          sameSite: "Lax",
        } as const;
        const phone = await this.#centre.desk({ ...telephone, ...options, storageState: { cookies: [session], origins: [] } });
        // A carer who opens the page of the centre is led to the carers' pages.
        await phone.page.waitForURL("**/carer/");
        await phone.page.getByRole("button", { name: "Sign out" }).waitFor();
        return phone;
      },
      cookie: (who) => cookies.get(who) ?? "",
      account: this.account,
      contactId: (who) => contactIds.get(who) ?? "",
    };
  }
}

/** Axe, the page's own rules, and targets for a thumb. */
export async function expectWellMade(page: Page, where: string, leastPx = 44): Promise<void> {
  await expectAccessible(page, where);
  expect(await findings(page), where).toEqual([]);
  const small = await page.evaluate<string[]>(
    `[...document.querySelectorAll("button, .call, .open-alarm")].filter((one) => one.getBoundingClientRect().height < ${leastPx}).map((one) => one.textContent)`,
  );
  expect(small, `${where}: targets under ${leastPx} px`).toEqual([]);
}

/** What the phone stores: the names of answers and the number of taps. */
export const storedOn = (page: Page): Promise<{ answers: string[]; taps: number }> =>
  page.evaluate(`new Promise((resolve) => {
    const request = indexedDB.open("linkline-carer", 1);
    request.onsuccess = () => {
      const transaction = request.result.transaction(["answers", "taps"]);
      const answers = transaction.objectStore("answers").getAllKeys();
      const taps = transaction.objectStore("taps").count();
      transaction.oncomplete = () => { request.result.close(); resolve({ answers: answers.result, taps: taps.result }); };
    };
  })`);
