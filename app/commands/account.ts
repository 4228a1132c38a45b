import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import { createAccounts } from "#alarm-console/access/accounts.ts";
import { type Role, roles } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { readOrMakeSecret } from "#platform/dataDir.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { withDatabase } from "./options/connection.ts";

const whyNot = {
  exists: "An account with this address exists already.",
  email: "An account needs an e-mail address.",
  passwordLength: "The password must have 8 to 128 characters.",
};

/** Creates the accounts with which people sign in; there is no sign-up. */
export function accountCommand(): Command {
  const account = new Command("account").description("manage the accounts with which people sign in");
  account
    .command("create")
    .description("create an account; prints the password where you give none")
    .requiredOption("--email <email>", "the address with which the person signs in")
    .requiredOption("--name <name>", "the name that colleagues see")
    .addOption(new Option("--role <role>", "the role, which decides what the person may do").choices(roles).makeOptionMandatory())
    .option("--password <password>", "8 to 128 characters (or LINKLINE_NEW_PASSWORD, which a list of processes does not show)")
    .action(async (options: { email: string; name: string; role: Role; password?: string }) => {
      const { dataDir } = readConfig(process.env);
      const given = options.password ?? process.env.LINKLINE_NEW_PASSWORD;
      const password = given ?? randomBytes(12).toString("base64url");
      const made = await withDatabase((pool) =>
        createAccounts({ pool, secret: readOrMakeSecret(dataDir, "session-secret"), log: createLog("warn") }).create({
          ...options,
          password,
        }),
      );
      if (!made.ok) throw new StartFault(whyNot[made.why]);
      if (given === undefined) console.log(password);
    });
  return account;
}
