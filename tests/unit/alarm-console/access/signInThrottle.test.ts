import { expect, test } from "vitest";
import { type Proof, SignInThrottle } from "#alarm-console/access/throttle/signInThrottle.ts";

/** A throttle whose time a test moves; gives how many seconds a claimant must wait, 0 where the attempt was made. */
function throttled() {
  let elapsed = 0;
  const throttle = new SignInThrottle(() => elapsed);
  return {
    passes(seconds: number) {
      elapsed += seconds * 1_000;
    },
    tries: async (account: string, address: string, proof: Proof = "failed"): Promise<number> =>
      throttle.attempt({ account, address }, async () => ({ proof, result: 0 })).catch((refusal) => refusal.details.waitSeconds),
  };
}

async function fails(town: ReturnType<typeof throttled>, times: number, account: string, address: string): Promise<void> {
  for (let time = 0; time < times; time += 1) expect(await town.tries(account, address)).toBe(0);
}

test("the waits double up to 15 minutes, and an hour without a failure ends them", async () => {
  const town = throttled();
  await fails(town, 5, "ada", "192.0.2.1");
  const waits: number[] = [];
  for (let failures = 0; failures < 12; failures += 1) {
    const wait = await town.tries("ada", "192.0.2.1");
    waits.push(wait);
    town.passes(wait);
    expect(await town.tries("ada", "192.0.2.1")).toBe(0);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  town.passes(3_601);
  await fails(town, 5, "ada", "192.0.2.1");
});

test("an address of IPv6 is its network, and one of IPv4 is the same in both forms", async () => {
  const town = throttled();
  for (const address of ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3", "2001:0db8:0001:0002:a:b:c:d", "2001:DB8:1:2::5"])
    await fails(town, 1, "ada", address);
  expect(await town.tries("ada", "2001:db8:1:2::6")).toBe(1);
  expect(await town.tries("ada", "2001:db8:1:3::1")).toBe(0);
  await fails(town, 5, "bea", "::ffff:192.0.2.9");
  expect(await town.tries("bea", "192.0.2.9")).toBe(1);
});

test("the name of an account counts as the library reads it", async () => {
  const town = throttled();
  for (const account of ["Ada@centre.example", " ada@centre.example", "ADA@CENTRE.EXAMPLE", "ada@centre.example", "ada@centre.example "])
    await fails(town, 1, account, "192.0.2.1");
  expect(await town.tries("aDa@centre.example", "192.0.2.1")).toBe(1);
});

test("a success takes back what its account failed, and no failure of others at the same address", async () => {
  const town = throttled();
  for (let person = 0; person < 16; person += 1) await fails(town, 1, `person${person}`, "192.0.2.1");
  await fails(town, 3, "ada", "192.0.2.1");
  expect(await town.tries("ada", "192.0.2.1", "succeeded")).toBe(0);
  await fails(town, 4, "ada", "192.0.2.1");
  expect(await town.tries("someone", "192.0.2.1")).toBe(1);
});

test("an attempt that says nothing about the password costs nothing", async () => {
  const town = throttled();
  for (let time = 0; time < 30; time += 1) expect(await town.tries("ada", "192.0.2.1", "undecided")).toBe(0);
});
