import fc from "fast-check";
import { expect, test } from "vitest";
import { isCheckOverdue } from "#domain/record/contactFields.ts";
import { homeFields } from "#domain/record/homeFields.ts";
import { mergePatch } from "#domain/record/mergePatch.ts";
import { isNhsNumber, nhsNumber } from "#domain/record/nhsNumber.ts";

// The examples of RFC 7396, appendix A.
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("the patch of %j with %j gives %j", (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result);
});

test("a patch cannot reach the prototype of objects", () => {
  mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("an NHS number needs its check digit, and one wrong digit is found", () => {
  expect(isNhsNumber("9434765919")).toBe(true);
  expect(nhsNumber.parse("943 476-5919")).toBe("9434765919");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, by) => {
      const digits = [..."9434765919"];
      digits[place] = String((Number(digits[place]) + by) % 10);
      expect(isNhsNumber(digits.join(""))).toBe(false);
    }),
  );
  expect(isNhsNumber("943476591")).toBe(false);
});

test("a postcode is stored in one form, and one that cannot be is refused", () => {
  const postcodeOf = (postcode: string) => homeFields.safeParse({ name: "4 Orchard Road", timezone: "Europe/London", postcode });
  expect(postcodeOf("sw1a1aa").data?.postcode).toBe("SW1A 1AA");
  expect(postcodeOf("M1 1AE").data?.postcode).toBe("M1 1AE");
  expect(postcodeOf("").success).toBe(true);
  for (const wrong of ["12345", "SW1A", "SW1A 1A"]) expect(postcodeOf(wrong).success, wrong).toBe(false);
});

test("contacts are checked once a year", () => {
  expect(isCheckOverdue({ checkedOn: null }, "2026-11-21")).toBe(true);
  expect(isCheckOverdue({ checkedOn: "2025-11-21" }, "2026-11-21")).toBe(false);
  expect(isCheckOverdue({ checkedOn: "2025-11-20" }, "2026-11-21")).toBe(true);
});
