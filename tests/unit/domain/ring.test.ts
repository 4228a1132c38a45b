import { expect, test } from "vitest";
import { asDeviceId } from "#domain/ids.ts";
import { firstRing, type Ring, ringAgain } from "#domain/ring.ts";

const ring = (time: string, priority: Ring["priority"], sentence: string): Ring => ({
  at: Date.parse(`2026-11-23T${time}:00Z`),
  priority,
  sentence,
  deviceId: asDeviceId(1),
  doubtful: false,
  firstResponder: "carer",
});
const leftBed = firstRing(ring("02:00", "urgent", "Left bed"));

test("a ring of the same priority heads the alarm", () => {
  const { alarm, event } = ringAgain(leftBed, ring("02:20", "urgent", "Left bed again"));
  expect(alarm).toMatchObject({ sentence: "Left bed again", priority: "urgent", rings: 2 });
  expect(event).toBe("rangAgain");
});

test("a ring of a lower priority heads the alarm only six hours after its priority was raised", () => {
  expect(ringAgain(leftBed, ring("07:59", "advisory", "Hall, moving")).alarm.sentence).toBe("Left bed");
  expect(ringAgain(leftBed, ring("08:00", "advisory", "Hall, moving")).alarm).toMatchObject({
    sentence: "Hall, moving",
    priority: "urgent",
  });
});

test("a ring of a higher priority raises the alarm and goes to the first responder of that priority", () => {
  const { alarm, event } = ringAgain(leftBed, { ...ring("02:10", "critical", "Fall detected"), firstResponder: "centre" });
  expect(alarm).toMatchObject({ sentence: "Fall detected", priority: "critical", firstResponder: "centre" });
  expect(event).toBe("priorityRaised");
});
