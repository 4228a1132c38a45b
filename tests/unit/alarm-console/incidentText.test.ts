import { expect, test } from "vitest";
import { incidentText } from "#alarm-console/web/operator/page/incidentText.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";

const incident = (from: string, to: string, more: Partial<ServiceIncident> = {}): ServiceIncident => ({
  id: "1",
  kind: "notListening",
  from: `2026-11-22T${from}Z`,
  to: `2026-11-22T${to}Z`,
  text: "The database did not answer.",
  outage: null,
  ...more,
});
const said = (one: ServiceIncident, now = "2026-11-22T12:00:00Z") => incidentText(one, Date.parse(now), "Europe/London");

test("the operator reads when Link Line did not listen, for how long, and what that means for her", () => {
  expect(said(incident("10:02:10", "10:02:55"))).toBe(
    "Link Line did not listen from 10:02 to 10:02 (45 s). Devices that stay silent are reported later.",
  );
  expect(said(incident("06:00:00", "10:05:00"))).toContain("from 06:00 to 10:05 (4 h 5 min)");
});

test("the line names the day of a time that is not today", () => {
  expect(said(incident("23:50:00", "23:58:00"), "2026-11-23T08:00:00Z")).toContain("from Sun 22 Nov 23:50 to Sun 22 Nov 23:58 (8 min)");
});

test("any other incident says its own sentence, with its time", () => {
  expect(said(incident("10:00:00", "10:00:00", { kind: "clockStep", text: "The clock of the server was set forward by 1 day." }))).toBe(
    "10:00: The clock of the server was set forward by 1 day.",
  );
});

test("an incident that lasted says from when to when", () => {
  const text = "No operator was on duty while a case waited at the centre.";
  expect(said(incident("02:01:00", "02:07:00", { kind: "nobodyOnDuty", text }))).toBe(`02:01 to 02:07: ${text}`);
  expect(said(incident("02:01:00", "02:01:30", { kind: "nobodyOnDuty", text }))).toBe(`02:01: ${text}`);
});
