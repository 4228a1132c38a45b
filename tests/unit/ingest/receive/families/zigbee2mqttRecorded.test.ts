import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { zigbee2mqtt } from "#ingest/receive/families/zigbee2mqtt/zigbee2mqtt.ts";
import type { Registered } from "./familyStory.ts";
import { RecordedStory } from "./recordedLevels.ts";

/** Messages that people took from their logs. They are not part of this repository: without them this test is skipped. */
const file = join(import.meta.dirname, "../../../../../../shared/data/zigbee2mqtt/payloads.jsonl");

/** As an installer would have registered them. The one sensor of a bridge with another base topic is named by that topic's last level. */
const registered: Registered = {
  backgate: { kinds: ["door"] },
  Gate_3: { kinds: ["door"] },
  "0x00158d000273bae6": { kinds: ["door"], model: "MCCGQ11LM" },
  "0x00158d0003746561": { kinds: ["door"], model: "MCCGQ01LM" },
  "0x00158d0001e50d78": { kinds: ["motion"] },
  "0xa4c13899607febd1": { kinds: ["button"], model: "TS0215A_sos" },
  "0x847127fffe0542eb": { kinds: ["button"], model: "TS0215A_sos" },
  "a button whose topic is not recorded": { kinds: ["button"] },
  VibrationSensor: { kinds: ["motion"] },
  "0xa4c1382a6b329e9d": { kinds: ["motion"] },
};
const nameOf = (topic: string | null): string =>
  topic === null ? "a button whose topic is not recorded" : topic.replace(/^(zigbee2mqtt|zigbee\/device)\//, "");

const heartbeatOfGate = "the same level once more, with another link quality";
const still = "the sensor is well, and no one moved: no sign of life";
const gate = "Gate_3";
const pir = "0x00158d0001e50d78";
const radar = "0xa4c1382a6b329e9d";
const button = "0x847127fffe0542eb";
const unplaced = "a button whose topic is not recorded";

/** Each of the 34 messages in its order: what it becomes, and why. */
const becomes: [lines: string[], why: string][] = [
  [["backgate: door open:false battery 60 tamper false"], "the first level that is recorded of this door"],
  [["backgate: door open:true battery 60 tamper false"], "contact false is open"],
  [["backgate: heartbeat battery 60 tamper false"], "still open: the state before, or a report of the battery"],
  [[`${gate}: door open:false`], "contact of a garage door: closed"],
  ...Array.from({ length: 6 }, (): [string[], string] => [[`${gate}: heartbeat`], heartbeatOfGate]),
  [["0x00158d000273bae6: door open:false"], "the state before the door opened, below another base topic"],
  [["0x00158d0003746561: heartbeat battery 100"], "battery and voltage say nothing of the door"],
  [[`${pir}: motion detected:false battery 100`], "the first level that is recorded of this sensor"],
  ...Array.from({ length: 5 }, (): [string[], string] => [[`${pir}: heartbeat battery 100`], still]),
  [["0xa4c13899607febd1: heartbeat battery 100"], "action null: the button announces itself"],
  [["0xa4c13899607febd1: heartbeat battery 100"], "the same once more"],
  [["0xa4c13899607febd1: button pressed:true battery 100"], "emergency is a press"],
  [[`${button}: button pressed:true`], "emergency is a press, whatever is wrong with the battery"],
  [[`${button}: heartbeat`], "an empty action follows each action"],
  [
    [`${button}: button pressed:true`],
    "the same press on a topic below: with output by attribute it would be the only message, so it rings once more",
  ],
  [[`${unplaced}: button pressed:true battery 80`], "no one can tell it from a real press: doubt raises"],
  [[`${unplaced}: button pressed:true battery 80`], "a second press: action is never repeated"],
  [[`${unplaced}: button pressed:true battery 0`], "a press with an empty battery is a press"],
  [[`${unplaced}: button pressed:true battery 0`], "and so is the next one"],
  [["VibrationSensor: motion detected:true battery 100"], "the object was moved, and staff registered it for movement"],
  [["VibrationSensor: heartbeat battery 100"], "an empty action follows each action"],
  [["VibrationSensor: motion detected:true"], "the action on a topic below"],
  [[`${radar}: motion detected:true`], "a person is there"],
  [[`${radar}: heartbeat`], "still there: the light changed"],
  [[`${radar}: heartbeat`], "still there: the light changed"],
];

interface Logged {
  topic: string | null;
  payload: string;
}

test.skipIf(!existsSync(file))(`each of the 34 recorded messages is accounted for (skipped without ${"shared/data"})`, () => {
  const logged = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Logged);
  expect(logged).toHaveLength(34);
  expect(becomes).toHaveLength(34);
  const story = new RecordedStory(zigbee2mqtt, registered);
  for (const [place, { topic, payload }] of logged.entries()) {
    const [lines, why] = becomes[place] ?? [[], ""];
    expect(story.says(nameOf(topic), payload), `message ${place}: ${why}`).toEqual(lines);
  }
});
