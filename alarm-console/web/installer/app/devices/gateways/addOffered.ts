import { call } from "../../../../shared/api/call.ts";
import { type Fields, homeOf, type Job } from "../../store/job.ts";
import { refusalText } from "../../store/sendChange.ts";
import { jobQueue } from "../../store/useJobs.ts";
import type { Offered } from "./FromGateway.tsx";

/** A device that was registered behind a gateway. `notes`: what the rules cannot use of it. */
export interface AddedDevice {
  name: string;
  notes: readonly string[];
}

/** Registers a device that a gateway offers. It needs a connection. A text: why it is not registered. */
export async function addOffered(job: Job, { id, kinds }: Offered, fields: Fields): Promise<AddedDevice | string> {
  const homeId = homeOf(job)?.id ?? "";
  const { location: where, kind, ...rest } = fields;
  // Without a kind the device is registered for all that its model reports.
  const given = kind === kinds[0] ? rest : { ...rest, kind };
  type Made = { id: string; notes: string[] };
  const answer = await call<Made>("POST", `/api/v1/homes/${homeId}/unknown-devices/${id}`, { ...given, expectedIntervalSeconds: 86_400 });
  if (!answer.ok) return `${refusalText(answer)} The device is not added yet.`;
  const opened = await jobQueue.open(homeId);
  const device = opened?.entities.find((one) => one.kind === "device" && one.id === answer.value.id);
  const installedOn = new Date().toISOString().slice(0, 10);
  if (opened != null && device !== undefined) await jobQueue.save(opened.key, "device", device.key, { location: where ?? "", installedOn });
  return { name: String(fields.name), notes: answer.value.notes };
}
