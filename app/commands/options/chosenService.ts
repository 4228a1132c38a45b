import { type Command, InvalidArgumentError } from "commander";
import { createServiceApi, type ServiceApi } from "#device-sim/service/serviceApi.ts";
import type { Role } from "#domain/role.ts";

/** Finds the service that is configured on this machine; `token` creates a token for it. */
export type Connect = () => Promise<{ httpUrl: string; mqttUrl: string; token(role: Role): Promise<string> }>;

export interface ServiceOptions {
  url?: string;
  mqtt?: string;
  token?: string;
}

export function withServiceOptions(command: Command): Command {
  return command
    .option("--url <url>", "the service's HTTP address (default: the service configured on this machine)")
    .option("--mqtt <url>", "the service's MQTT address, such as mqtt://127.0.0.1:1883", mqttAddress)
    .option("--token <token>", "a bearer token of the service (or LINKLINE_TOKEN)");
}

function mqttAddress(text: string): string {
  if (!/^mqtts?:$/.test(URL.parse(text)?.protocol ?? ""))
    throw new InvalidArgumentError("an address such as mqtt://127.0.0.1:1883 is expected");
  return text;
}

/** The service that the options name; what they leave out comes from the service on this machine. */
export async function chosenService(
  options: ServiceOptions,
  connect: Connect,
  role: Role,
): Promise<{ api: ServiceApi; mqttUrl: string; httpUrl: string }> {
  const token = options.token ?? process.env.LINKLINE_TOKEN;
  if (options.url !== undefined && options.mqtt !== undefined && token !== undefined) {
    return { api: createServiceApi({ httpUrl: options.url, token }), mqttUrl: options.mqtt, httpUrl: options.url };
  }
  const here = await connect();
  const httpUrl = options.url ?? here.httpUrl;
  return { api: createServiceApi({ httpUrl, token: token ?? (await here.token(role)) }), mqttUrl: options.mqtt ?? here.mqttUrl, httpUrl };
}
