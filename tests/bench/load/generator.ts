import { createLoad, type Load, type LoadOptions, type Round } from "./load.ts";

/** What the benchmark asks of the generator's process; one question at a time. */
export type Question =
  | { ask: "connect"; target: string; options: LoadOptions }
  | { ask: "start"; target: string; perSecond: number | null }
  | { ask: "stop"; target: string }
  | { ask: "totals"; target: string };

export type Answer = { done: true; round?: Round; totals?: number[] } | { done: false; fault: string };

/** The load generator runs in a child process, so that it does not share a thread with the service. It ends with its parent. */
const loads = new Map<string, Load>();

process.on("message", (question: Question) => {
  answer(question).then(
    (given) => process.send?.(given),
    (error: unknown) => fail(error as Error),
  );
});
process.on("disconnect", () => process.exit(0));

async function answer(question: Question): Promise<Answer> {
  if (question.ask === "connect") {
    loads.set(question.target, await createLoad(question.options, fail));
    return { done: true };
  }
  const load = loads.get(question.target);
  if (load === undefined) throw new Error(`nothing is connected to ${question.target}`);
  switch (question.ask) {
    case "start":
      load.start(question.perSecond);
      return { done: true };
    case "stop":
      return { done: true, round: await load.stop() };
    case "totals":
      return { done: true, totals: load.totals() };
  }
}

function fail(error: Error): void {
  // Brokers may end before their clients when the benchmark does.
  if (process.connected) process.send?.({ done: false, fault: error.message } satisfies Answer, () => {});
}
