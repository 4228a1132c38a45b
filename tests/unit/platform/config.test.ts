import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readConfig } from "#platform/config.ts";
import { StartFault } from "#platform/startFault.ts";

const readable = import.meta.filename;

test("without any variable the service listens on this machine only and uses its embedded database", () => {
  expect(readConfig({ PATH: "/bin" })).toEqual({
    databaseUrl: null,
    dataDir: resolve(".linkline"),
    host: "127.0.0.1",
    httpPort: 8080,
    mqttPort: 1883,
    mqtts: null,
    timezone: "Europe/London",
    adminEmail: "admin@linkline.example",
    adminPassword: null,
    maxPayloadBytes: 65_536,
    trustedProxies: [],
    publicUrl: null,
    sourcesPath: null,
    centrePhone: null,
    country: "GB",
    heartbeatUrl: null,
    canary: true,
    logLevel: "info",
    notify: { email: null, govUkNotify: null, gateway: null, pushService: null, keepDays: 400 },
  });
});

test("an empty variable counts as unset", () => {
  expect(readConfig({ DATABASE_URL: "", LINKLINE_HTTP_PORT: " ", LINKLINE_TIMEZONE: "", LOG_LEVEL: "" })).toEqual(readConfig({}));
});

test("every variable is read, port 0 too", () => {
  expect(
    readConfig({
      DATABASE_URL: "postgresql://linkline:pw@db.example:5432/linkline?sslmode=require",
      LINKLINE_HTTP_PORT: "0",
      LINKLINE_MQTTS_PORT: "8883",
      LINKLINE_MQTTS_KEY: readable,
      LINKLINE_MQTTS_CERT: readable,
      LINKLINE_MAX_PAYLOAD_BYTES: "1024",
      LINKLINE_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1,2001:db8::/32",
      LINKLINE_HEARTBEAT_URL: "https://monitor.example/check/1",
    }),
  ).toMatchObject({
    databaseUrl: "postgresql://linkline:pw@db.example:5432/linkline?sslmode=require",
    httpPort: 0,
    mqtts: { port: 8883, keyPath: readable, certPath: readable },
    maxPayloadBytes: 1024,
    trustedProxies: ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"],
  });
});

test("the fault lists every wrong variable by its name and repeats no value", () => {
  const wrong = {
    DATABASE_URL: "mysql://someone:hidden@db.example/x",
    LINKLINE_HTTP_PORT: "hidden",
    LINKLINE_MQTT_PORT: "70000",
    LINKLINE_MQTTS_KEY: "/hidden",
    LINKLINE_TIMEZONE: "Hidden/Town",
    LINKLINE_ADMIN_EMAIL: "hidden",
    LINKLINE_ADMIN_PASSWORD: "hidden",
    LINKLINE_MAX_PAYLOAD_BYTES: "-1",
    LINKLINE_TRUSTED_PROXIES: "10.0.0.0/8,hidden",
    LINKLINE_PUBLIC_URL: "https://hidden.example/console",
    LINKLINE_CENTRE_PHONE: "hidden",
    LINKLINE_COUNTRY: "Hidden",
    LOG_LEVEL: "hidden",
    LINKLINE_SMTP_URL: "https://user:hidden@mail.example",
    LINKLINE_MAIL_FROM: "hidden",
    LINKLINE_NOTIFY_API_KEY: "hidden",
    LINKLINE_NOTIFY_TEXT_TEMPLATE: "hidden",
    LINKLINE_NOTIFY_CALLBACK_TOKEN: "hidden",
    LINKLINE_NOTIFY_URL: "hidden",
    LINKLINE_SMS_WEBHOOK_URL: "hidden",
    LINKLINE_SMS_WEBHOOK_SECRET: "hidden",
  };
  const fault = faultOf(wrong);
  for (const name of Object.keys(wrong)) expect(fault).toContain(`${name} must`);
  expect(fault.toLowerCase()).not.toContain("hidden");
});

test("MQTT over TLS needs all three variables or none, and other faults are listed as well", () => {
  const fault = faultOf({ LINKLINE_MQTTS_PORT: "8883", LINKLINE_HTTP_PORT: "x" });
  expect(fault).toContain("LINKLINE_MQTTS_KEY is missing");
  expect(fault).toContain("LINKLINE_MQTTS_CERT is missing");
  expect(fault).toContain("LINKLINE_HTTP_PORT must");
});

test("what goes together to send messages is set together", () => {
  const halves = { LINKLINE_SMTP_URL: "smtp://mail.example", LINKLINE_SMS_WEBHOOK_URL: "https://gateway.example" };
  const fault = faultOf({ ...halves, LINKLINE_NOTIFY_TEXT_TEMPLATE: "3ad1f3b6-8f20-4b3c-9a55-0d9a4a6e3f11" });
  expect(fault).toContain("LINKLINE_MAIL_FROM is missing");
  expect(fault).toContain("LINKLINE_SMS_WEBHOOK_SECRET is missing");
  expect(fault).toContain("LINKLINE_NOTIFY_API_KEY is missing");
});

test("the ways to send messages are read", () => {
  const key = "alarms-3ad1f3b6-8f20-4b3c-9a55-0d9a4a6e3f11-7b1f9c52-5a36-4f2e-8d4b-3c6f0e9b7a22";
  const config = readConfig({
    LINKLINE_SMTP_URL: "smtps://user:pw@mail.example:465",
    LINKLINE_MAIL_FROM: "Link Line <alarms@linkline.example>",
    LINKLINE_NOTIFY_API_KEY: key,
    LINKLINE_NOTIFY_TEXT_TEMPLATE: "3ad1f3b6-8f20-4b3c-9a55-0d9a4a6e3f11",
    LINKLINE_SMS_WEBHOOK_URL: "https://gateway.example/messages",
    LINKLINE_SMS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString("base64")}`,
  });
  expect(config.notify).toMatchObject({
    email: { smtpUrl: "smtps://user:pw@mail.example:465", from: "Link Line <alarms@linkline.example>" },
    govUkNotify: { url: "https://api.notifications.service.gov.uk", apiKey: key, callbackToken: null },
    gateway: { url: "https://gateway.example/messages" },
  });
});

test("a port is a whole number from 0 to 65535", () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string()), (text) => {
      const isPort = /^\d{1,9}$/.test(text) && Number(text) <= 65_535;
      if (text.trim() === "") return;
      if (isPort) expect(readConfig({ LINKLINE_MQTT_PORT: text }).mqttPort).toBe(Number(text));
      else expect(() => readConfig({ LINKLINE_MQTT_PORT: text })).toThrow(StartFault);
    }),
  );
});

function faultOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartFault);
    return (error as StartFault).message;
  }
  throw new Error("no fault was found");
}

test("the fault lists variables that TLS needs beside other wrong ones", () => {
  const env = { LINKLINE_HTTP_PORT: "abc", LINKLINE_MQTTS_PORT: "8883" };
  expect(() => readConfig(env)).toThrow(/LINKLINE_HTTP_PORT.*LINKLINE_MQTTS_KEY.*LINKLINE_MQTTS_CERT/s);
});
