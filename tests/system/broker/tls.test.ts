import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startService } from "#app/service.ts";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { testDatabase } from "../setup/testDatabase.ts";
import { throwawayFolder } from "../setup/throwawayFolder.ts";

const folder = throwawayFolder();
const key = join(folder.path, "key.pem");
const certificate = join(folder.path, "cert.pem");
let town: TestService;

beforeAll(async () => {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  writeFileSync(key, made.private);
  writeFileSync(certificate, made.cert);
  town = await startTestService({ env: { LINKLINE_MQTTS_PORT: "0", LINKLINE_MQTTS_KEY: key, LINKLINE_MQTTS_CERT: certificate } });
});
afterAll(async () => {
  await town.stop();
  folder.remove();
});

test("a press over TLS raises an alarm", async () => {
  const home = await town.home();
  const pendant = await town.device(home.id);
  const { username, secret: password, topic } = pendant.mqtt;
  const unit = await connectAsync(town.service.mqttsUrl ?? "", { username, password, protocolVersion: 4, ca: readFileSync(certificate) });
  await unit.publishAsync(topic, '{"kind":"button","pressed":true,"seq":1,"boot":"t"}', { qos: 1 });
  await unit.endAsync();
  expect((await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body.items).toHaveLength(1);
});

test("a file that is no certificate prevents the start with a StartFault", async () => {
  const broken = join(folder.path, "broken.pem");
  writeFileSync(broken, "not a certificate");
  const database = await testDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: folder.path,
    LINKLINE_HTTP_PORT: "0",
    LINKLINE_MQTT_PORT: "0",
    LINKLINE_MQTTS_PORT: "0",
    LINKLINE_MQTTS_KEY: key,
    LINKLINE_MQTTS_CERT: broken,
  });
  await expect(startService(config, createLog("silent"))).rejects.toThrow(StartFault);
  await database.drop();
});
