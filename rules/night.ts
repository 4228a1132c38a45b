import { dailyWindow } from "#domain/nightWindow.ts";

/** The night as a setting, by the wall clock of the home. */
export const night = dailyWindow.default({ from: "22:00", to: "07:00" });
