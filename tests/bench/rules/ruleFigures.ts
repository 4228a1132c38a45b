import { type BacktestFigures, measureBacktests } from "./backtest.ts";
import { type EngineFigures, measureEngine } from "./engine.ts";
import { measureRecording, type RecordingFigures } from "./recording.ts";
import { measureRecovery } from "./recovery.ts";
import type { RecoveryFigures } from "./recoveryProcess.ts";
import { measureSleeping, type SleepingFigures } from "./sleepingHomes.ts";

/** The cost of rules without broker and sockets; null for a part that was left out. */
export interface RuleFigures {
  engine: EngineFigures | null;
  sleeping: SleepingFigures | null;
  recording: RecordingFigures | null;
  recovery: RecoveryFigures | null;
  backtests: BacktestFigures | null;
}

export const ruleParts = ["engine", "recording", "recovery", "backtest"] as const;
export type RulePart = (typeof ruleParts)[number];

export async function measureRules(
  wanted: (part: RulePart) => boolean,
  quick: boolean,
  progress: (line: string) => void,
): Promise<RuleFigures> {
  const engine = wanted("engine") ? await measureEngine(quick, progress) : null;
  const sleeping = wanted("engine") ? await measureSleeping(100_000) : null;
  if (wanted("recording")) progress("a recorded month, without network");
  const recording = wanted("recording") ? await measureRecording() : null;
  const homes = quick ? 10_000 : 100_000;
  if (wanted("recovery")) progress(`${homes} homes live half an hour and are recovered`);
  const recovery = wanted("recovery") ? await measureRecovery(homes) : null;
  const backtests = wanted("backtest") ? measureBacktests(quick) : null;
  return { engine, sleeping, recording, recovery, backtests };
}

const aims = { perSecond: 400_000, bytesAHome: 3_072, costRatio: 2, recordingMs: 1_000, recoveryRatio: 3 };

/** One line for each figure, with its target. */
export function ruleLines({ engine, sleeping, recording, recovery, backtests }: RuleFigures): string[] {
  const lines: string[] = [];
  if (engine !== null) {
    const { small, large, costRatio } = engine;
    lines.push(
      "The pure engine on one thread, eight rules of the plan and those that come with every plan",
      row(
        "  readings a second, 100,000 homes",
        whole(large.perSecond),
        large.perSecond >= aims.perSecond,
        `at least ${whole(aims.perSecond)}`,
      ),
      row("  readings a second, 1,000 homes", whole(small.perSecond)),
      row("  cost of a reading, 100,000 to 1,000", costRatio.toFixed(2), costRatio <= aims.costRatio, `at most ${aims.costRatio}`),
      row(
        "  live state of a home",
        `${whole(large.bytesAHome)} bytes`,
        large.bytesAHome <= aims.bytesAHome,
        `at most ${whole(aims.bytesAHome)}`,
      ),
    );
  }
  if (sleeping !== null)
    lines.push(
      row(
        `  CPU while ${whole(sleeping.homes)} homes wait`,
        `${sleeping.cpuWithTimers.toFixed(1)} ms a second (${sleeping.cpuWithout.toFixed(1)} with none)`,
      ),
    );
  if (recording !== null) {
    const { readings, milliseconds, alarms } = recording;
    const title = `June of casas-al, ${whole(readings)} readings, ${alarms} alarms`;
    lines.push(row(title, `${Math.round(milliseconds)} ms`, milliseconds < aims.recordingMs, `below ${aims.recordingMs}`));
  }
  if (recovery !== null) {
    const { homes, recovered, plainSelect, ratio } = recovery;
    const text = `${Math.round(recovered)} ms, ${ratio.toFixed(2)} of a plain SELECT (${Math.round(plainSelect)} ms)`;
    lines.push(row(`Recovery of ${whole(homes)} homes`, text, ratio <= aims.recoveryRatio, `at most ${aims.recoveryRatio}`));
  }
  if (backtests !== null) {
    const { homes, nights, seconds, readings, microsecondsPerReading } = backtests;
    const text = `${seconds.toFixed(1)} s, ${whole(readings)} readings, ${microsecondsPerReading.toFixed(1)} µs each through both plans`;
    lines.push(row(`Back-test of ${whole(homes)} homes × ${nights} nights`, text));
  }
  return lines;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-GB");

function row(title: string, text: string, met?: boolean, aim = ""): string {
  const verdict = met === undefined ? "" : `   ${met ? "aim met" : "MISSED"}: ${aim}`;
  return `${title.padEnd(44)} ${text}${verdict}`;
}
