import { join } from "node:path";
import type { Role } from "#domain/role.ts";
import { readOrMakeSecret, readSecret } from "#platform/dataDir.ts";
import { StartFault } from "#platform/startFault.ts";
import type { Service } from "../service.ts";
import { wordPassword } from "./password.ts";
import { readPast } from "./pastFile.ts";

export interface DemoAccount {
  email: string;
  name: string;
  role: Role;
  password: string;
}

const people: readonly Omit<DemoAccount, "password">[] = [
  { email: "operator1@demo.example", name: "Robin Operator", role: "operator" },
  { email: "operator2@demo.example", name: "Sasha Operator", role: "operator" },
  { email: "supervisor@demo.example", name: "Toni Supervisor", role: "supervisor" },
  { email: "admin@demo.example", name: "Uli Administrator", role: "admin" },
];

/** The password of an account in the data folder: "demo-password-operator1". */
const fileOf = (email: string): string => `demo-password-${email.split("@")[0]}`;

/** The demo's accounts with their passwords, which are made at the first start. */
export async function createDemoAccounts(service: Service, dataDir: string): Promise<DemoAccount[]> {
  const accounts = people.map((person) => ({ ...person, password: readOrMakeSecret(dataDir, fileOf(person.email), () => wordPassword()) }));
  for (const account of accounts) await service.accounts.create(account);
  return accounts;
}

/** Invented alarms must not mix with the alarms of people who are really watched over. Throws StartFault. */
export function refuseRealHomes(service: Service, dataDir: string): void {
  const hasLiveHomes = [...service.registry.homes()].some((home) => home.mode === "live" && !home.isCanary);
  // The first start may have been interrupted before it made the accounts.
  const isDemo = readPast(dataDir) !== null || people.some(({ email }) => readSecret(join(dataDir, fileOf(email))) !== null);
  if (hasLiveHomes && !isDemo) {
    throw new StartFault(
      "This database has live homes that the demo did not create: set LINKLINE_DATA_DIR (or DATABASE_URL) to another one for the demo.",
    );
  }
}
