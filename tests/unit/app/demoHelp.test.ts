import { expect, test } from "vitest";
import { demoCommand } from "#app/commands/demo.ts";

test("the help of the demo says how its ports are set", () => {
  const written: string[] = [];
  demoCommand()
    .configureOutput({ writeOut: (text) => void written.push(text) })
    .outputHelp();
  const help = written.join("");
  for (const variable of ["LINKLINE_HTTP_PORT", "LINKLINE_MQTT_PORT", "docs/operations.md"]) expect(help).toContain(variable);
});
