import { differenceLines } from "#device-sim/expected/alarmDifference.ts";
import { type ExpectedAlarms, ExpectedUnreadable, expectedOf, readExpected } from "#device-sim/expected/expectedAlarms.ts";
import { readTextFile } from "#device-sim/formats/textFile.ts";
import type { ReplayReport } from "#device-sim/replay/replayRecording.ts";
import { type ServiceApi, ServiceFault } from "#device-sim/service/serviceApi.ts";
import { catalogue } from "#rules/catalogue.ts";
import { beyondPlans } from "#rules/engine/ruleFault.ts";
import { writeText } from "./writableFile.ts";

/** The text of the file of --expect. Throws FileUnreadable. */
export const expectedText = async (path: string): Promise<string> => (await readTextFile(path)).text;

/** Reads the text of the file of --expect for the home of this name, before anything is sent. Throws ExpectedUnreadable, ServiceFault. */
export async function expectedIn(path: string, text: string, api: ServiceApi, home: string): Promise<ExpectedAlarms> {
  try {
    return readExpected(text, { rules: await rulesOf(api), home });
  } catch (cause) {
    if (cause instanceof ExpectedUnreadable)
      throw new ExpectedUnreadable(`${path} is not usable, so nothing was sent:\n${cause.message}`, { cause });
    throw cause;
  }
}

/** The rules that the service knows. A service too old to list them is taken to know those of this program. */
async function rulesOf(api: ServiceApi): Promise<string[]> {
  const known = await api.planRules().catch((error: unknown) => {
    if (error instanceof ServiceFault && error.status === 404) return { items: catalogue };
    throw error;
  });
  return [...known.items.map(({ name }) => name), ...beyondPlans];
}

/** Throws FileUnwritable. */
export const writeExpected = (path: string, report: ReplayReport): Promise<void> =>
  writeText(path, `${JSON.stringify(expectedOf(report.alarms), null, 2)}\n`);

/** Lines for a person to read; none where the alarms are exactly as expected. */
export const differencesFrom = (expected: ExpectedAlarms, report: ReplayReport): string[] =>
  differenceLines(expected, expectedOf(report.alarms), report.home.timezone);
