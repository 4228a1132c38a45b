import { expect, test } from "vitest";
import { statusOf } from "#alarm-console/deviceStatus.ts";

const hour = 3_600_000;
const installed = { registeredAt: 0, expectedIntervalSeconds: 3600 };

test.each([
  [1.49, "heard"],
  [1.5, "late"],
  [2.99, "late"],
  [3, "offline"],
])("a bed sensor expected hourly and last heard %d hours ago is %s", (hours, status) => {
  expect(statusOf({ ...installed, lastHeardAt: 10 * hour }, "live", (10 + hours) * hour)).toBe(status);
});

test("one that was never heard is so from its registration, and then as silent as any other", () => {
  const never = { ...installed, lastHeardAt: null };
  expect([1, 2, 3].map((hours) => statusOf(never, "live", hours * hour))).toEqual(["never", "late", "offline"]);
});

test("silence is not judged where none is expected, nor by our clock in a test home", () => {
  const old = { ...installed, lastHeardAt: 1 };
  expect(statusOf({ ...old, expectedIntervalSeconds: null }, "live", 99 * hour)).toBe("notExpected");
  expect(statusOf(old, "test", 99 * hour)).toBe("notExpected");
  expect(statusOf({ ...old, lastHeardAt: null }, "test", 99 * hour)).toBe("never");
});
