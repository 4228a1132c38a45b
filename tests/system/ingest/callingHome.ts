import type { Json, TestService } from "../setup/service.ts";

export const fitted = {
  button: { name: "Pendant", value: '"kind":"button","pressed":true', rule: "sosPress" },
  fall: { name: "Fall detector", value: '"kind":"fall","state":"fallen"', rule: "fall" },
  smoke: { name: "Smoke alarm", value: '"kind":"smoke","detected":true', rule: "environment" },
} as const;
export type Fitted = keyof typeof fitted;

/** A home with one device that calls for help, its MQTT client, and what staff see of it. */
export async function homeWith(town: TestService, kind: Fitted) {
  const home = await town.home();
  const device = await town.device(home.id, { kind, name: fitted[kind].name });
  const unit = await town.unit(device, { reconnectPeriod: 0 });
  const listed = async (list: string): Promise<Json[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}&state=open&list=${list}`)).body.items;
  const calls = () => listed("queue");
  return {
    id: home.id,
    device,
    unit,
    says: (text: string | Buffer) => unit.publishAsync(device.mqtt.topic, text, { qos: 1 }),
    calls,
    technical: async () => (await listed("technical")).map(({ sentence }) => sentence),
    asShown: async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/homes/${home.id}`)).body.devices[0],
    quarantine: async (): Promise<Json[]> => (await town.call("supervisor", "GET", `/api/v1/quarantine?home=${home.id}`)).body.items,
    close: async () => {
      for (const { id } of await calls()) await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "reassurance" });
    },
  };
}
