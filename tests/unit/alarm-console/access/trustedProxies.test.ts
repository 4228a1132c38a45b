import { expect, test } from "vitest";
import { trustsProxy } from "#alarm-console/access/proxy/trustedProxies.ts";

const trusts = trustsProxy(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "::1"]);

test.each(["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.1", "2001:db8:5::9", "::1"])("%s is a proxy of ours", (address) => {
  expect(trusts(address)).toBe(true);
});

test.each(["11.1.2.3", "192.0.2.2", "2001:db9::1", "::2", "", "10.1.2.3.example", undefined])("%s is none", (address) => {
  expect(trusts(address)).toBe(false);
});

test("without a list no proxy is trusted", () => {
  expect(trustsProxy([])("127.0.0.1")).toBe(false);
});
