import type { Plan, PlanTemplate } from "#domain/plan.ts";
import { deviceKey } from "../formats/recording.ts";
import type { DeviceCredentials } from "../service/deviceClient.ts";
import { findOrCreateHome, provisionDevices } from "../service/provisioning.ts";
import type { ApiHome, ServiceApi } from "../service/serviceApi.ts";
import { type DemoHomePlan, demoHomePlans } from "./demoHomes.ts";

/** A demo home as the service has registered it. */
export interface DemoHome {
  home: ApiHome;
  /** In the home's zone. */
  plan: DemoHomePlan;
  /** By the device's name. */
  devices: ReadonlyMap<string, DeviceCredentials>;
}

/** Registers the demo's homes, or finds those of an earlier demo. `planFor` gives the plan of a template. Throws ServiceFault. */
export async function provisionDemo(api: ServiceApi, planFor: (template: PlanTemplate) => Plan): Promise<[DemoHome, ...DemoHome[]]> {
  const homes: DemoHome[] = [];
  for (const planned of demoHomePlans) {
    const { name, address, phone = "", accessNotes = "", people, contacts, mode, template, rules } = planned;
    const plan = planFor(template);
    const home = await findOrCreateHome(api, {
      name,
      address,
      phone,
      accessNotes,
      people,
      contacts,
      mode,
      plan: { ...plan, rules: { ...plan.rules, ...rules } },
    });
    const credentials = await provisionDevices(api, home.id, planned.devices);
    const devices = new Map<string, DeviceCredentials>();
    for (const device of planned.devices) devices.set(device.name, credentials.get(deviceKey(device)) as DeviceCredentials);
    homes.push({ home, plan: { ...planned, timezone: home.timezone }, devices });
  }
  return homes as [DemoHome, ...DemoHome[]];
}
