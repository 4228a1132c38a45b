import { fork } from "node:child_process";

/** Starts a process, asks it one question and returns the answer. Rejects if it ends without one. */
export function askProcess<Answer>(file: URL, question: unknown, execArgv: readonly string[]): Promise<Answer> {
  const child = fork(file, { execArgv: [...execArgv] });
  child.send(question as object);
  return new Promise((resolve, reject) => {
    let answer: { is: Answer } | null = null;
    child.once("message", (message) => {
      answer = { is: message as Answer };
    });
    child.once("exit", (code) =>
      answer === null ? reject(new Error(`${file.pathname} ended with ${code} and no answer`)) : resolve(answer.is),
    );
  });
}
