import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createServiceApi, type ServiceApi } from "#device-sim/service/serviceApi.ts";
import { startTestService, type TestService } from "./service.ts";

/** For all tests of a file: a service, its API with a tester's token, and a folder for recordings. They exist inside tests only. */
export function recordingTown(): { service: TestService; api: ServiceApi; folder: string } {
  const town = {} as { service: TestService; api: ServiceApi; folder: string };
  beforeAll(async () => {
    town.service = await startTestService();
    town.api = createServiceApi({ httpUrl: town.service.service.httpUrl, token: await town.service.token("tester") });
    town.folder = await mkdtemp(join(tmpdir(), "linkline-recording-"));
  });
  afterAll(async () => {
    await town.service.stop();
    await rm(town.folder, { recursive: true, force: true });
  });
  return town;
}
