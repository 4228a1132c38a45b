import { randomBytes } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { idText } from "#domain/ids.ts";
import { type Role, roles } from "#domain/role.ts";
import { withDatabase } from "./options/connection.ts";

/** Creates, revokes and lists bearer tokens for machines. */
export function tokenCommand(): Command {
  const token = new Command("token").description("manage the bearer tokens of machines that call the API");
  token
    .command("create")
    .description("create a token and print it; it is shown only once")
    .addOption(new Option("--role <role>", "the role, which decides what the token may do").choices(roles).makeOptionMandatory())
    .option("--name <name>", "the name that alarms and logs show beside what the token did")
    .action(async (options: { role: Role; name?: string }) => {
      const made = await withDatabase((pool) =>
        createTokens({ pool }).create({
          role: options.role,
          name: options.name ?? `${options.role} token ${randomBytes(2).toString("hex")}`,
        }),
      );
      console.log(made.token);
    });
  token
    .command("revoke")
    .description("revoke a token by its id")
    .argument("<id>", 'the id, as "token list" shows it', (text) => {
      const id = idText.safeParse(text);
      if (!id.success) throw new InvalidArgumentError('an id is a decimal number; "token list" shows the ids');
      return id.data;
    })
    .action((id: string) => withDatabase((pool) => createTokens({ pool }).revoke(id)));
  token
    .command("list")
    .description("list the valid tokens: id, role and name (the tokens themselves are not stored)")
    .action(async () => {
      const tokens = await withDatabase((pool) => createTokens({ pool }).list());
      for (const { id, role, name } of tokens) console.log(`${id}\t${role}\t${name}`);
    });
  return token;
}
