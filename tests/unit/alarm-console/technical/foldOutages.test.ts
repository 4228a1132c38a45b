import { expect, test } from "vitest";
import { foldOutages } from "#alarm-console/web/shared/technical/foldOutages.ts";
import type { AlarmView } from "#domain/alarm.ts";

const alarm = (id: string): AlarmView => ({ id }) as AlarmView;
const north = { incidentId: "3", text: "Outage in the area North. 2 homes fell silent.", alarmIds: ["1", "2"] };

test("the silences of an outage are one line, and every other alarm stays", () => {
  expect(foldOutages(["1", "2", "3"].map(alarm), [north])).toEqual({ alarms: [alarm("3")], outages: [north] });
});

test("an outage whose silences are not on this list has no line; without outages the list is as it was", () => {
  const alarms = [alarm("7")];
  expect(foldOutages(alarms, [north])).toEqual({ alarms, outages: [] });
  expect(foldOutages(alarms, [])).toEqual({ alarms, outages: [] });
});
