import type { DeviceCredentials } from "#device-sim/service/deviceClient.ts";
import type { Service } from "../service.ts";
import type { DemoAccount } from "./accounts.ts";

interface Welcome {
  service: Pick<Service, "httpUrl" | "mqttUrl">;
  accounts: readonly DemoAccount[];
  /** A button that the simulation does not press, and the home that it is in. */
  spare: DeviceCredentials;
  home: string;
}

/** What a reader of the terminal needs: the address, the accounts, and how to ring an alarm by hand. */
export function welcomeText({ service, accounts, spare, home }: Welcome): string {
  const width = (column: "email" | "password"): number => Math.max(...accounts.map((account) => account[column].length));
  const [emails, passwords] = [width("email"), width("password")];
  return [
    "",
    `Link Line console: ${service.httpUrl}`,
    "",
    "Sign in as",
    ...accounts.map(({ email, password, role }) => `  ${email.padEnd(emails)}  password ${password.padEnd(passwords)}  (${role})`),
    "",
    "The first alarm rings about 20 seconds after you have signed in, others over the next minutes.",
    "The homes' last fourteen days are recorded: see the reports, and open a home's plan to review its nights.",
    "",
    `To ring one yourself, press the spare pendant of ${home}:`,
    `  ${pressLine(service.mqttUrl, spare)}`,
    "",
    `The demo sends no message: what families would get is at ${service.httpUrl}/demo/messages`,
    `Devices connect to ${service.mqttUrl}; the API is described at ${service.httpUrl}/api/docs`,
    "To use other ports: LINKLINE_HTTP_PORT=8090 LINKLINE_MQTT_PORT=1890 npm run demo",
    "Ctrl+C ends the demo; its data stays for the next one.",
    "",
  ].join("\n");
}

/** One press of SOS with the client that comes with Mosquitto (on Debian the package mosquitto-clients). */
function pressLine(mqttUrl: string, { username, secret, topic }: DeviceCredentials): string {
  const { hostname, port } = new URL(mqttUrl);
  return `mosquitto_pub -h ${hostname.replace(/[[\]]/g, "")} -p ${port} -u ${username} -P ${secret} -q 1 -t ${topic} -m '{"kind":"button","pressed":true}'`;
}
