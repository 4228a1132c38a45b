import { formatWaited, targetsMissed } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { Tile } from "./Tile.tsx";

const notes = ["under 60 seconds", "over 60 seconds", "over 180 seconds"] as const;

/** For how long the first case has waited, against 60 and 180 seconds. */
export function Waited({ since, onOpen }: { since: string | null; onOpen(): void }) {
  const waited = useNow((now) => (since === null ? "–" : formatWaited(now - Date.parse(since))));
  const missed = useNow((now) => (since === null ? 0 : targetsMissed(now - Date.parse(since))));
  const state = (["well", "warning", "fault"] as const)[missed];
  return <Tile title="Oldest wait" figure={waited} state={state} note={since === null ? "no case waits" : notes[missed]} onOpen={onOpen} />;
}
