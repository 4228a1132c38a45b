import { askProcess } from "../askedProcess.ts";
import type { EngineRun } from "./engineProcess.ts";

export interface EngineFigures {
  small: EngineRun;
  large: EngineRun;
  /** Cost of a reading at 100,000 homes divided by its cost at 1,000. */
  costRatio: number;
}

const runOf = (homes: number, rounds: number, warmUp: number): Promise<EngineRun> =>
  askProcess(new URL("./engineProcess.ts", import.meta.url), { homes, rounds, warmUp }, [
    "--max-semi-space-size=128",
    "--max-old-space-size=8192",
  ]);

/** Measures the engine on one thread with eight rules and those of every plan: 1,000 and 100,000 homes in turns, median of three. */
export async function measureEngine(quick: boolean, progress: (line: string) => void): Promise<EngineFigures> {
  const turns = quick ? 1 : 3;
  const small: EngineRun[] = [];
  const large: EngineRun[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    progress(`the pure engine, turn ${turn + 1} of ${turns}`);
    small.push(await runOf(1_000, quick ? 200 : 600, 100));
    large.push(await runOf(100_000, quick ? 5 : 20, 10));
  }
  const [a, b] = [middle(small), middle(large)];
  return { small: a, large: b, costRatio: a.perSecond / b.perSecond };
}

const middle = (runs: readonly EngineRun[]): EngineRun =>
  runs.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(runs.length / 2)] as EngineRun;
