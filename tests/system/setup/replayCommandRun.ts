import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vi } from "vitest";
import { replayCommand } from "#app/commands/replay.ts";
import type { TestService } from "./service.ts";

/** Writes an invented evening as a file in CASAS format: movement in three rooms, and the front door at 23:30. Returns its path. */
export async function evening(folder: string, name: string, more: string[] = [], day = "2019-05-06"): Promise<string> {
  const rooms = ["Kitchen", "Bathroom", "Hall"];
  const rows = Array.from({ length: 600 }, (_, index) => {
    const wall = Temporal.PlainDateTime.from(`${day}T20:00:00.123456`).add({ seconds: index * 15 });
    const room = rooms[Math.floor(index / 6) % rooms.length];
    return `${wall.toString().replace("T", " ")} ${room} ${room} ${index % 2 === 0 ? "ON" : "OFF"} Evening_At_Home`;
  });
  rows.push(`${day} 23:30:00.5 OutsideDoor FrontDoor OPEN Leave_Home`, `${day} 23:30:04 OutsideDoor FrontDoor CLOSE Leave_Home`);
  const path = join(folder, name);
  await writeFile(path, `${[...rows, ...more].join("\n")}\n`);
  return path;
}

/** Runs `linkline replay` against a service. Gives what it printed and its exit code. */
export async function runReplay(service: TestService, ...args: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text) => void errors.push(text));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const connected = vi.fn(async () => ({ httpUrl: service.service.httpUrl, mqttUrl: service.service.mqttUrl, token: service.token }));
  const command = replayCommand(connected)
    .exitOverride()
    .configureOutput({ writeErr: (text) => void errors.push(text) });
  try {
    const failed = await command.parseAsync(args, { from: "user" }).then(
      () => null,
      (error: { exitCode: number }) => error,
    );
    return {
      out: out.join("\n"),
      errors: errors.join("\n"),
      connected: connected.mock.calls.length > 0,
      exitCode: failed?.exitCode ?? process.exitCode ?? 0,
    };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}
