import { useEffect, useRef, useState } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

/** Makes a screen reader announce each new or repeated critical alarm of a live home at once. */
export function Announcer({ live, presses }: { live: readonly AlarmView[]; presses: readonly UnrecordedPress[] }) {
  const announced = useRef<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState("");
  useEffect(() => {
    const critical = new Map<string, string>();
    for (const press of presses)
      if (press.mode === "live") critical.set(press.readingKey, `Not yet recorded: ${press.homeName}, ${press.sentence}`);
    for (const one of live) {
      if (one.priority === "critical" && one.heldBy === null) critical.set(`${one.id} ${one.rings}`, `${one.homeName}, ${one.sentence}`);
    }
    const fresh = [...critical].filter(([key]) => !announced.current.has(key)).map(([, text]) => text);
    announced.current = new Set(critical.keys());
    if (fresh.length > 3) setWords(`${fresh.length} critical alarms are waiting.`);
    else if (fresh.length > 0) setWords(`Critical alarm. ${fresh.join(". ")}`);
  }, [live, presses]);
  return (
    <p className="hidden" aria-live="assertive">
      {words}
    </p>
  );
}
