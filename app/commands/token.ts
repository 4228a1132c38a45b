import { randomBytes } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { idText } from "#domain/ids.ts";
import { type Role, roles } from "#domain/role.ts";
import { withDatabase } from "./options/connection.ts";

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
        createTokens({ pool }).create({
          role: options.role,
          name: options.name ?? `${options.role} token ${randomBytes(2).toString("hex")}`,
        }),
      );
      console.log(made.token);
    });
  token
    .command("revoke")
    .description("end a token by its id")
    .argument("<id>", "as token list shows it", (text) => {
      const id = idText.safeParse(text);
      if (!id.success) throw new InvalidArgumentError("an id is a decimal number; token list shows them");
      return id.data;
    })
    .action((id: string) => withDatabase((pool) => createTokens({ pool }).revoke(id)));
  token
    .command("list")
    .description("the tokens that are good, by id; the tokens themselves are not kept")
    .action(async () => {
      const tokens = await withDatabase((pool) => createTokens({ pool }).list());
      for (const { id, role, name } of tokens) console.log(`${id}\t${role}\t${name}`);
    });
  return token;
}
