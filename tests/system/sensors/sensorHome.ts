import type { ReadingValue } from "#domain/reading.ts";
import type { Passes } from "../setup/passingTime.ts";
import type { Json, Provisioned, TestService } from "../setup/service.ts";

type Made = Parameters<TestService["device"]>[1];

/** A home whose devices speak over MQTT, and what staff see of it. Each sensor is named for what it is. */
export async function sensorHome(
  { town, passes }: { town: TestService; passes: Passes },
  { devices, rules = {}, people = [] }: { devices: Record<string, Made>; rules?: object; people?: string[] },
) {
  const plan = { name: "Nights", rules, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
  const { id } = await town.home({ plan, people: people.map((name) => ({ name })) } as never);
  const fitted = new Map<string, { device: Provisioned; says: (value: ReadingValue) => Promise<unknown> }>();
  let seq = 0;
  for (const [name, more] of Object.entries(devices)) {
    const device = await town.device(id, { name, expectedIntervalSeconds: 86_400, ...more });
    const unit = await town.unit(device);
    const says = (value: ReadingValue) =>
      unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...value, seq: ++seq, boot: "s" }), { qos: 1 });
    fitted.set(name, { device, says });
  }
  const listed = async (list: string, state = "open"): Promise<Json[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?home=${id}&state=${state}&list=${list}`)).body.items;
  const one = (name: string) => {
    const found = fitted.get(name);
    if (found === undefined) throw new Error(`no sensor ${name}`);
    return found;
  };
  return {
    id,
    device: (name: string) => one(name).device,
    says: (name: string, value: ReadingValue) => one(name).says(value),
    passes,
    /** "urgent Left bed …", in the order in which they rang first. */
    rung: async (): Promise<string[]> => (await listed("queue")).reverse().map(({ priority, sentence }) => `${priority} ${sentence}`),
    technical: async (): Promise<string[]> => (await listed("technical")).reverse().map(({ sentence }) => sentence),
    open: () => listed("queue"),
    shown: async (name: string): Promise<Json> =>
      (await town.call("operator", "GET", `/api/v1/homes/${id}`)).body.devices.find((shown: Json) => shown.id === one(name).device.id),
  };
}
