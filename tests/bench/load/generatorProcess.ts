import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Answer, Question } from "./generator.ts";
import type { LoadOptions, Round } from "./load.ts";

/** The load generator as the benchmark sees it. Every call rejects once a client of it has failed. */
export interface Generator extends AsyncDisposable {
  connect(target: string, options: LoadOptions): Promise<void>;
  start(target: string, perSecond: number | null): Promise<void>;
  stop(target: string): Promise<Round>;
  totals(target: string): Promise<number[]>;
}

export function startGenerator(): Generator {
  const child = fork(join(import.meta.dirname, "generator.ts"), { stdio: "inherit" });
  let fault: Error | null = null;
  let waiting: PromiseWithResolvers<Answer & { done: true }> | null = null;

  const failed = (message: string): void => {
    fault ??= new Error(`load generator: ${message}`);
    waiting?.reject(fault);
  };
  child.on("message", (answer: Answer) => {
    if (answer.done) waiting?.resolve(answer);
    else failed(answer.fault);
  });
  child.on("exit", (code) => failed(`it ended with ${code}`));

  async function ask(question: Question): Promise<Answer & { done: true }> {
    if (fault !== null) throw fault;
    waiting = Promise.withResolvers();
    child.send(question);
    return await waiting.promise;
  }

  return {
    connect: async (target, options) => void (await ask({ ask: "connect", target, options })),
    start: async (target, perSecond) => void (await ask({ ask: "start", target, perSecond })),
    stop: async (target) => (await ask({ ask: "stop", target })).round ?? { acknowledged: 0, seconds: 0 },
    totals: async (target) => (await ask({ ask: "totals", target })).totals ?? [],
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
