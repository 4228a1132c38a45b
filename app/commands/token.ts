import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { createTokens, defaultDays } from "#alarm-console/access/tokens.ts";
import { idText } from "#domain/ids.ts";
import { type Role, roles } from "#domain/role.ts";
import { StartFault } from "#platform/startFault.ts";
import { withDatabase } from "./options/connection.ts";

/** Creates, revokes and lists bearer tokens for machines. */
export function tokenCommand(): Command {
  const token = new Command("token").description("manage the bearer tokens of machines that call the API");
  token
    .command("create")
    .description("create a token and print it; it is shown only once")
    .addOption(new Option("--role <role>", "the role, which decides what the token may do").choices(roles).makeOptionMandatory())
    .option("--name <name>", "the name that alarms and logs show beside what the token did")
    .option("--days <days>", "after so many days it ends by itself, 1 to 400", days, defaultDays)
    .action(async (options: { role: Role; name?: string; days: number }) => {
      const made = await withDatabase((pool) =>
        createTokens({ pool }).create({
          role: options.role,
          name: options.name ?? `${options.role} token ${randomBytes(2).toString("hex")}`,
          days: options.days,
          madeBy: { id: "commandLine", name: `${userInfo().username} at the command line` },
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
    .action(async (id: string) => {
      if (!(await withDatabase((pool) => createTokens({ pool }).revoke(id)))) throw new StartFault("There is no valid token with this id.");
    });
  token
    .command("list")
    .description("list the valid tokens: id, role, name, end, last use and maker (the tokens themselves are not stored)")
    .action(async () => {
      const tokens = await withDatabase((pool) => createTokens({ pool }).list());
      for (const { id, role, name, expiresAt, lastUsedAt, madeBy } of tokens)
        console.log([id, role, name, `ends ${day(expiresAt)}`, `used ${day(lastUsedAt)}`, `made by ${madeBy?.name ?? "?"}`].join("\t"));
    });
  return token;
}

const day = (at: number | null): string => (at === null ? "never" : new Date(at).toISOString().slice(0, 10));

function days(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 400)
    throw new InvalidArgumentError("a number from 1 to 400 is expected");
  return Number(text);
}
