import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import { createAccounts } from "#alarm-console/access/accounts.ts";
import { type Role, roles } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { keepSecret } from "#platform/dataDir.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { withDatabase } from "./options/connection.ts";

const whyNot = {
  exists: "There is an account with this address already.",
  email: "An account needs an e-mail address.",
  passwordLength: "The password must have 8 to 128 characters.",
};

/** Makes the accounts that people sign in with; there is no sign-up. */
export function accountCommand(): Command {
  const account = new Command("account").description("accounts that people sign in with");
  account
    .command("create")
    .description("make an account and print its password alone, where none was given")
    .requiredOption("--email <email>", "what the person signs in with")
    .requiredOption("--name <name>", "as colleagues see it")
    .addOption(new Option("--role <role>", "what the person may do").choices(roles).makeOptionMandatory())
    .option("--password <password>", "8 to 128 characters (or LINKLINE_NEW_PASSWORD, which does not show in a list of processes)")
    .action(async (options: { email: string; name: string; role: Role; password?: string }) => {
      const { dataDir } = readConfig(process.env);
      const given = options.password ?? process.env.LINKLINE_NEW_PASSWORD;
      const password = given ?? randomBytes(12).toString("base64url");
      const made = await withDatabase((pool) =>
        createAccounts({ pool, secret: keepSecret(dataDir, "session-secret"), log: createLog("warn") }).create({ ...options, password }),
      );
      if (!made.ok) throw new StartFault(whyNot[made.why]);
      if (given === undefined) console.log(password);
    });
  return account;
}
