import { parentPort } from "node:worker_threads";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";

/** The part of a password that is searched; the search of a longer one takes seconds. */
const searched = 64;
/** zxcvbn's score from 0 to 4: 3 is "safe against offline attacks on a slow hash", 10^8 guesses. */
const leastScore = 3;

const zxcvbn = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs, maxLength: searched });

parentPort?.on("message", ({ id, password, words }: { id: number; password: string; words: string[] }) => {
  parentPort?.postMessage({ id, guessable: zxcvbn.check(password, words).score < leastScore });
});
