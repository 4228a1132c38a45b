/** A page that opens without a connection, and what it needs beside its assets. */
export interface CachedPage {
  /** Of one build of the page: a newer build has another cache (vite.config.ts). */
  build: string;
  /** Before the build in the names of its caches. */
  name: string;
  /** The address of the page, with a slash at its end. */
  shell: string;
  files: readonly string[];
}

/** Longer than this a person does not look at an empty screen at night. */
const shellWithinMs = 1_000;

/** The cache of a page, for its worker. */
export class PageCache {
  readonly #page: CachedPage;
  readonly #name: string;

  constructor(page: CachedPage) {
    this.#page = page;
    this.#name = `${page.name}-${page.build}`;
  }

  /** The page, everything that it loads at first, and the parts that it loads when they are opened: they must open without a connection as well. */
  async fill(): Promise<void> {
    const { shell, files } = this.#page;
    const cache = await caches.open(this.#name);
    const page = await fetch(shell, { cache: "no-cache" });
    if (!page.ok) throw new Error(`the page could not be stored: status ${page.status}`);
    const html = await page.clone().text();
    await cache.put(shell, page);
    const first = assetsIn(html);
    await cache.addAll([...files, ...first]);
    await storeParts(cache, first);
  }

  async removeOld(): Promise<void> {
    const old = (await caches.keys()).filter((name) => name.startsWith(`${this.#page.name}-`) && name !== this.#name);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /**
   * An answer for the page and its files; null: the browser asks the network as ever. Answers of the API are never stored: an old calm must not look
   * like the present.
   *
   * Assets have a hash in their names, so the stored one is right. For the page itself the network has a second.
   */
  answer(request: Request): Promise<Response> | null {
    const { shell, files } = this.#page;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return null;
    if (url.pathname.startsWith("/assets/") || files.includes(url.pathname)) return this.#fromCacheFirst(request);
    return url.pathname === shell || url.pathname === `${shell}index.html` ? this.#fromNetworkFirst() : null;
  }

  async #fromCacheFirst(request: Request): Promise<Response> {
    const cache = await caches.open(this.#name);
    const known = await cache.match(request, { ignoreSearch: true });
    if (known !== undefined) return known;
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  }

  async #fromNetworkFirst(): Promise<Response> {
    const { shell } = this.#page;
    const cache = await caches.open(this.#name);
    const known = await cache.match(shell);
    const asked = fetch(shell, { cache: "no-cache" });
    if (known === undefined) return asked;
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), shellWithinMs));
    const answer = await Promise.race([asked.catch(() => null), late]);
    return answer?.ok ? answer : known.clone();
  }
}

/** A script names the parts that it loads later as `"assets/PhonePage-Ddy7b44G.js"` or `"./PhonePage-Ddy7b44G.js"`. Without a part the worker still shows pushes. */
async function storeParts(cache: Cache, stored: readonly string[]): Promise<void> {
  const known = new Set(stored);
  for (const path of known) {
    if (!path.endsWith(".js")) continue;
    const script = (await (await cache.match(path))?.text()) ?? "";
    const parts = [...script.matchAll(/["'`](?:\.\/|assets\/)([\w-]+\.(?:js|css))["'`]/g)].map(([, name]) => `/assets/${name}`);
    for (const part of parts.filter((one) => !known.has(one))) {
      known.add(part);
      await cache.add(part).catch(() => {});
    }
  }
}

const assetsIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path as string)),
];
