import { expect, test } from "vitest";
import { askingPage } from "#alarm-console/access/passkeys.ts";
import { passkeyDomain } from "#alarm-console/routes/carers/joiningByPasskey.ts";

test.each([
  ["https://linkline.example", "linkline.example"],
  ["https://linkline.example:8443/", "linkline.example"],
  ["http://localhost:8080", "localhost"],
  ["http://linkline.example", null],
  ["https://192.0.2.7", null],
  ["https://[2001:db8::7]", null],
  [null, null],
])("the public address %s makes passkeys for %s", (publicUrl, domain) => {
  expect(passkeyDomain(publicUrl)).toBe(domain);
});

test.each([
  ["https://linkline.example", true],
  ["https://linkline.example:8443", true],
  ["https://shop.linkline.example", false],
  ["https://linkline.example.elsewhere.example", false],
  ["null", false],
])("a page of %s may sign in with a passkey of linkline.example: %s", (origin, may) => {
  expect(askingPage(new Headers({ origin }), "linkline.example")).toBe(may ? origin : null);
});
