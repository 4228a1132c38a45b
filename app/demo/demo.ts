import { setTimeout as sleep } from "node:timers/promises";
import { spareButton } from "#device-sim/demo/demoHomes.ts";
import { firstAlarmAfterMs, runDemoLife } from "#device-sim/demo/demoLife.ts";
import { type DemoHome, provisionDemo } from "#device-sim/demo/provisionDemo.ts";
import type { DeviceCredentials } from "#device-sim/service/deviceClient.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import { RecordedMessages } from "#response/notify/channels/recordedMessages.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { announce, withdraw } from "../runningService.ts";
import { type Service, startService } from "../service.ts";
import { createDemoAccounts, refuseRealHomes } from "./accounts.ts";
import { DemoClock } from "./demoClock.ts";
import { PastLife } from "./pastLife.ts";
import { welcomeText } from "./welcome.ts";

export interface Demo {
  /** What the reader of the terminal needs: the address, the accounts, and how to ring an alarm by hand. */
  welcome: string;
  service: Service;
  homes: readonly DemoHome[];
  /** Ends the simulation and the service; the data stays for the next demo. */
  stop(): Promise<void>;
}

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;
const waitRealTime: Wait = (milliseconds, signal) => sleep(milliseconds, undefined, { signal });
const lookForConsoleEveryMs = 500;

export interface DemoOptions {
  wait?: Wait;
  /** Is called where the past fortnight must be recorded first, which takes a while. */
  onPreparing?: () => void;
  /** Ends the start. */
  signal?: AbortSignal;
}

/**
 * Starts the whole service with invented homes and accounts, and then plays the homes' life. The first start records the homes' past fortnight
 * before it makes the accounts, so that no visitor sees cases of past days come and go. Throws StartFault, or the reason of `signal`.
 */
export async function startDemo(config: Config, log: Log, options: DemoOptions = {}): Promise<Demo> {
  const { wait = waitRealTime, onPreparing, signal: stopped } = options;
  const clock = new DemoClock();
  const past = new PastLife({ dataDir: config.dataDir, clock, log });
  const service = await startService(config, log, {
    clock,
    // The clock leaps through the past fortnight within a minute: no one is away or off duty for that.
    passed: () => clock.passed(),
    recorded: new RecordedMessages(() => clock.now()),
  });
  const aborter = new AbortController();
  const signal = AbortSignal.any([aborter.signal, ...(stopped === undefined ? [] : [stopped])]);
  try {
    refuseRealHomes(service, config.dataDir);
    if (past.isMissing) onPreparing?.();
    await past.begin(service);
    const homes = await registerHomes(service, clock, config.timezone);
    const testClock = await past.record({ service, homes, signal });
    const accounts = await createDemoAccounts(service, config.dataDir);
    announce(config.dataDir, service);
    const firstAlarm = consoleOpened(service, signal).then(() => wait(firstAlarmAfterMs, signal));
    const boot = `demo-${Date.now().toString(36)}`;
    const ended = runDemoLife({ mqttUrl: service.mqttUrl, homes, boot, testClock, firstAlarm, wait, log, signal }).catch(
      (error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, "the demo's simulation stopped; the service continues");
      },
    );
    return {
      welcome: welcomeText({ service, accounts, spare: homes[0].devices.get(spareButton) as DeviceCredentials, home: homes[0].plan.name }),
      service,
      homes,
      async stop() {
        aborter.abort();
        await ended;
        withdraw(config.dataDir);
        await service.stop();
      },
    };
  } catch (error) {
    aborter.abort();
    await service.stop();
    throw error;
  }
}

async function registerHomes(service: Service, clock: DemoClock, timezone: string): Promise<[DemoHome, ...DemoHome[]]> {
  const { id, token } = await service.tokens.create({ role: "admin", name: "demo" });
  const homes = await provisionDemo(createServiceApi({ httpUrl: service.httpUrl, token }), (template) =>
    planFrom(template, wallDate(clock.now(), timezone)),
  );
  await service.tokens.revoke(id);
  return homes;
}

/** Resolves when an operator has signed in and the console is connected. */
async function consoleOpened(service: Service, signal: AbortSignal): Promise<void> {
  while ((await service.openConsoles()) === 0) await sleep(lookForConsoleEveryMs, undefined, { signal });
}
