import { Command, Option } from "commander";
import { createTokens } from "#alarm-console/tokens.ts";
import { type Role, roles } from "#domain/role.ts";
import { withDatabase } from "./connection.ts";

/** Makes and revokes bearer tokens for machines. */
export function tokenCommand(): Command {
  const token = new Command("token").description("bearer tokens for machines that call the API");
  token
    .command("create")
    .description("make a token and print it alone; it is shown only this once")
    .addOption(new Option("--role <role>", "what the token may do").choices(roles).makeOptionMandatory())
    .option("--name <name>", "whose it is, as it shows beside what it did")
    .action(async (options: { role: Role; name?: string }) => {
      const made = await withDatabase((pool) =>
        createTokens({ pool }).create({ role: options.role, name: options.name ?? `${options.role} token` }),
      );
      console.log(made.token);
    });
  token
    .command("revoke")
    .description("end a token by its id")
    .argument("<id>")
    .action((id: string) => withDatabase((pool) => createTokens({ pool }).revoke(id)));
  return token;
}
