import { isIPv6 } from "node:net";
import { Refusal } from "../../errors.ts";
import { GrowingDelay } from "./growingDelay.ts";

/** Who tries to prove who they are: the account that they name, and the address that they come from. */
export interface Claimant {
  account: string;
  address: string;
}

/** `failed`: the password was wrong. `undecided`: the attempt says nothing about it, such as when the database was away. */
export type Proof = "succeeded" | "failed" | "undecided";

/** A centre has a shift change: its people share one address and all sign in at once. */
const perAddress = { waitsFrom: 20, atOnce: 50 };
const perAccount = { waitsFrom: 20, atOnce: 20 };
const perPair = { waitsFrom: 5, atOnce: 5 };
/** An address from which an account signed in is remembered for the account; so many at most. */
const mostAddresses = 20;

/**
 * Slows down the guessing of passwords and codes, and lets those in who know them.
 *
 * Three delays grow: of one account from one address, of one account from all addresses, and of one address for all accounts. A success takes back what
 * that account failed at that address. The second delay does not apply to an address from which the account has signed in since the service started.
 *
 * Example: twenty wrong passwords for Ada from an address in another country. That address waits, for each account. Ada signs in at her desk without a wait.
 */
export class SignInThrottle {
  readonly #addresses: GrowingDelay;
  readonly #accounts: GrowingDelay;
  readonly #pairs: GrowingDelay;
  readonly #known = new Map<string, Set<string>>();

  /** `elapsed`: milliseconds that pass. */
  constructor(elapsed: () => number) {
    this.#addresses = new GrowingDelay(perAddress, elapsed);
    this.#accounts = new GrowingDelay(perAccount, elapsed);
    this.#pairs = new GrowingDelay(perPair, elapsed);
  }

  /** Runs `attempt` and counts how it ended. Throws Refusal `tooMany` where the claimant must wait first; `details.waitSeconds` says how long. */
  async attempt<T>(claimant: Claimant, attempt: () => Promise<{ proof: Proof; result: T }>): Promise<T> {
    const account = claimant.account.trim().toLowerCase().slice(0, 320);
    const address = networkOf(claimant.address);
    const pair = `${address} ${account}`;
    const isKnown = this.#known.get(account)?.has(address) === true;
    const wait = Math.max(this.#pairs.waitMs(pair), this.#addresses.waitMs(address), isKnown ? 0 : this.#accounts.waitMs(account));
    if (wait > 0) throw mustWait(Math.ceil(wait / 1000));
    const delays = [[this.#pairs, pair], [this.#addresses, address], ...(isKnown ? [] : [[this.#accounts, account] as const])] as const;
    for (const [delay, key] of delays) delay.begin(key);
    let proof: Proof = "undecided";
    try {
      const ended = await attempt();
      proof = ended.proof;
      return ended.result;
    } finally {
      for (const [delay, key] of delays) delay.end(key, { failed: proof === "failed" });
      if (proof === "succeeded") this.#succeeded({ account, address, pair });
    }
  }

  #succeeded({ account, address, pair }: { account: string; address: string; pair: string }): void {
    const failures = this.#pairs.failures(pair);
    this.#addresses.forgive(address, failures);
    this.#accounts.forgive(account, failures);
    this.#pairs.forgive(pair, failures);
    const known = this.#known.get(account) ?? new Set();
    known.delete(address);
    known.add(address);
    for (const oldest of known) if (known.size > mostAddresses) known.delete(oldest);
    this.#known.set(account, known);
  }
}

/** A network of IPv6 with 64 bits is one home or office: its owner has all the addresses in it. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  // The URL parser writes an address out in one form; "::" is for as many zeros as are missing.
  const short = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1);
  const [head = "", tail] = short.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}

function mustWait(seconds: number): Refusal {
  const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Refusal("tooMany", `Too many wrong attempts. Wait ${count} ${unit}${count === 1 ? "" : "s"}, then try again.`, {
    waitSeconds: seconds,
  });
}
