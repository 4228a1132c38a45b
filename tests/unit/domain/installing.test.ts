import fc from "fast-check";
import { expect, test } from "vitest";
import { testsDevice } from "#domain/installing/commissioning.ts";
import { codeFrom, codeLength, codeLetters, readCode, shownCode } from "#domain/installing/setupCode.ts";
import { afterWorkingDays } from "#domain/installing/workingDays.ts";

test.each([
  ["2026-11-20", "2026-11-24", "Friday: Tuesday"],
  ["2026-11-21", "2026-11-24", "Saturday: Tuesday"],
  ["2026-11-22", "2026-11-24", "Sunday: Tuesday"],
  ["2026-11-23", "2026-11-25", "Monday: Wednesday"],
  ["2026-12-31", "2027-01-04", "over the end of a year"],
])("two working days after %s is %s (%s)", (from, due) => {
  expect(afterWorkingDays(from, 2)).toBe(due);
});

test("any code can be typed in small letters, with blanks and hyphens", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      const code = codeFrom(bytes.map((byte) => byte % 240));
      expect(code).toHaveLength(codeLength);
      expect([...code].every((letter) => codeLetters.includes(letter))).toBe(true);
      expect(readCode(` ${shownCode(code).toLowerCase()} `)).toBe(code);
    }),
  );
  for (const wrong of ["", "ABCDE", "ABCDE-FGHJ0", "ABCDE-FGHJI", "ABCDE-FGHJKL"]) expect(readCode(wrong)).toBeNull();
});

test("a device is tested by what it is for, or by a call; not by a heartbeat or the all-clear that a smoke alarm repeats", () => {
  expect(testsDevice("button", { kind: "button", pressed: true })).toBe(true);
  expect(testsDevice("button", { kind: "button", pressed: false })).toBe(false);
  expect(testsDevice("smoke", { kind: "smoke", detected: false })).toBe(false);
  expect(testsDevice("door", { kind: "door", open: false })).toBe(true);
  expect(testsDevice("door", { kind: "heartbeat" })).toBe(false);
  expect(testsDevice("door", { kind: "bed", occupied: true })).toBe(false);
  expect(testsDevice("door", { kind: "button", pressed: true })).toBe(true);
  expect(testsDevice("heartbeat", { kind: "heartbeat" })).toBe(true);
  expect(testsDevice("button", { kind: "unreadable", call: true })).toBe(false);
});
