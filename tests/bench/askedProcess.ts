import { fork } from "node:child_process";

/** What a process of its own answers to one question; rejects where it ends without an answer. */
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
