import type { Priority } from "#domain/alarm.ts";

export const priorityTitles: Readonly<Record<Priority, string>> = {
  critical: "Critical",
  urgent: "Urgent",
  advisory: "Advisory",
  info: "Info",
};
