import { useEffect, useRef, useState } from "react";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { priorityTitles } from "../design/priorityTitles.ts";
import { headline } from "./headline.ts";

/**
 * Makes a screen reader announce each new or repeated call of a live home: a critical one at once, the others when the reader has finished its
 * sentence.
 */
export function Announcer({ waiting, presses }: { waiting: readonly CaseView[]; presses: readonly UnrecordedPress[] }) {
  const announced = useRef<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState({ critical: "", other: "" });
  useEffect(() => {
    const critical = new Map<string, string>();
    const other = new Map<string, string>();
    for (const press of presses)
      if (press.mode === "live") critical.set(press.readingKey, `Not yet recorded: ${press.homeName}, ${press.sentence}`);
    for (const one of waiting) {
      const text = `${priorityTitles[one.priority]}: ${one.homeName}, ${headline(one)?.sentence ?? ""}`;
      (one.priority === "critical" ? critical : other).set(`${one.id} ${one.rings} ${one.priority}`, text);
    }
    const fresh = (calls: ReadonlyMap<string, string>) => [...calls].filter(([key]) => !announced.current.has(key)).map(([, text]) => text);
    const [first, second] = [fresh(critical), fresh(other)];
    announced.current = new Set([...critical.keys(), ...other.keys()]);
    if (first.length === 0 && second.length === 0) return;
    setWords((now) => ({
      critical: first.length === 0 ? now.critical : sentence(first, "critical calls are new."),
      other: second.length === 0 ? now.other : sentence(second, "calls are new."),
    }));
  }, [waiting, presses]);
  return (
    <>
      <p className="hidden" aria-live="assertive">
        {words.critical}
      </p>
      <p className="hidden" aria-live="polite">
        {words.other}
      </p>
    </>
  );
}

const sentence = (texts: readonly string[], many: string): string => (texts.length > 3 ? `${texts.length} ${many}` : texts.join(". "));
