import { Worker } from "node:worker_threads";
import { mostCharacters, type PasswordFault, type Person, plainFault } from "./passwordRules.ts";

interface Waiting {
  resolve(guessable: boolean): void;
  reject(error: unknown): void;
}

/**
 * Says why a password is refused, or null. Its word lists take half a second to load and a long password as long to search, so that happens in a thread
 * of its own: no press waits for it. The thread starts with the first password and holds no process open.
 */
export class PasswordChecks {
  #worker: Worker | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  async faultOf(password: string, person: Person): Promise<PasswordFault | null> {
    const plain = plainFault(password, person);
    if (plain !== null) return plain;
    return (await this.#isGuessable(password.slice(0, mostCharacters), person)) ? "common" : null;
  }

  #isGuessable(password: string, { name, email }: Person): Promise<boolean> {
    this.#worker ??= this.#start();
    const id = ++this.#asked;
    const answer = new Promise<boolean>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ id, password, words: [name, email, ...name.split(/\s+/), ...email.split(/[@.]/), "Link Line"] });
    return answer;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./guessableWorker.ts", import.meta.url));
    worker.unref();
    worker.on("message", ({ id, guessable }: { id: number; guessable: boolean }) => {
      this.#waiting.get(id)?.resolve(guessable);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on("error", (error) => {
      this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    return worker;
  }
}
