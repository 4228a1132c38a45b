import type { TakenSensor } from "#device-sim/formats/sensors/sensorGuess.ts";

const shown = 60;

/** What each sensor of a recording was taken for, for a tester to check. */
export function sensorLines(file: string, sensors: readonly TakenSensor[]): string[] {
  const rows = [
    ["sensor", "taken for", "device", "room", "readings"],
    ...sensors.slice(0, shown).map((one) => [one.sensor, takenFor(one), one.name, one.room || "none", String(one.readings)]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return [
    `${file}: ${sensors.length} ${sensors.length === 1 ? "sensor" : "sensors"}. To correct what one was taken for, use --write-sensors and --sensors`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()),
    ...(sensors.length > shown ? [`  … and ${sensors.length - shown} more; --write-sensors writes all`] : []),
  ];
}

function takenFor({ kind, outside, unit, measures }: TakenSensor): string {
  if (kind === "unused") return measures === undefined ? "unused" : `unused: ${measures}`;
  if (kind === "door") return outside ? "outside door" : "inside door or cupboard";
  return kind === "temperature" ? `thermometer in °${unit}` : kind;
}
