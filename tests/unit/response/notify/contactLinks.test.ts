import fc from "fast-check";
import { expect, test } from "vitest";
import { ContactLinks } from "#response/notify/contactLinks.ts";

const of = (secret: string, base = "https://linkline.example") => new ContactLinks({ secret, baseUrl: () => base });
const links = of("the secret of this service, long enough");
const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);

test("a link names its case and contact, and the same ones each time", () => {
  fc.assert(
    fc.property(id, id, (caseId, contactId) => {
      const token = links.tokenFor({ caseId, contactId });
      expect(links.read(token)).toEqual({ caseId, contactId });
      expect(links.tokenFor({ caseId, contactId })).toBe(token);
    }),
  );
});

test("a link is short enough for a text message, and no phone ends it early", () => {
  const link = links.linkFor({ caseId: "84023", contactId: "311" });
  expect(link.length).toBeLessThanOrEqual(54);
  expect(link).toMatch(/^https:\/\/linkline\.example\/a\/[a-z0-9-]+[a-z0-9]$/);
  expect(of("x".repeat(32), "https://care.example/").linkFor({ caseId: "1", contactId: "1" })).toMatch(/^https:\/\/care\.example\/a\/1-1-/);
});

test("a link of another case, another contact or another service is false, and so is each with one character changed", () => {
  const token = links.tokenFor({ caseId: "84023", contactId: "311" });
  const [, , signature] = token.split("-");
  expect(links.read(links.tokenFor({ caseId: "84024", contactId: "311" }).replace(/[^-]+$/, signature ?? ""))).toBeNull();
  expect(of("the secret of another service, long enough").read(token)).toBeNull();
  for (let place = 0; place < token.length; place += 1)
    for (const other of ["a", "2", "z", "-", "A", "0"])
      if (token[place] !== other) expect(links.read(token.slice(0, place) + other + token.slice(place + 1))).toBeNull();
  fc.assert(fc.property(fc.string(), (any) => links.read(any) === null));
});
