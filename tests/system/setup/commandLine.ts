import type { Command } from "commander";
import { vi } from "vitest";

export interface CommandRun {
  out: string;
  errors: string;
  exitCode: number;
}

/** Runs a command in this process. Gives what it printed and its exit code. */
export async function runCommand(command: Command, ...args: string[]): Promise<CommandRun> {
  const out: string[] = [];
  const errors: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text) => void errors.push(text));
  command.exitOverride().configureOutput({ writeErr: (text) => void errors.push(text) });
  try {
    const failed = await command.parseAsync(args, { from: "user" }).then(
      () => null,
      (error: { exitCode: number }) => error,
    );
    return { out: out.join("\n"), errors: errors.join("\n"), exitCode: failed?.exitCode ?? Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  }
}
