import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { nightsPhrases } from "../../words/nights.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { Night } from "../carerCalls.ts";

/** All nights in one table, for comparing: when in bed, how often up, and how many doors and alarms. */
export function NightTable({ nights, timezone }: { nights: readonly Night[]; timezone: string }) {
  const words = useWords(nightsPhrases);
  return (
    <div className="night-table">
      <table>
        <caption>{words.table}</caption>
        <thead>
          <tr>
            {[words.nightColumn, words.bedColumn, words.upColumn, words.doorColumn, words.alarmColumn].map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nights.map((night) => (
            <tr key={night.date}>
              <th scope="row">{words.shortNight(night.date)}</th>
              {night.heard ? (
                <>
                  <td>{spanOf(night, timezone)}</td>
                  <td>{night.beds.reduce((sum, { ups }) => sum + ups, 0)}</td>
                  <td>{night.doors.length}</td>
                  <td>{night.alarms.length}</td>
                </>
              ) : (
                <td colSpan={4}>{words.nothing}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "22:41–07:10": from the first time in bed to the last. */
function spanOf({ beds }: Night, timezone: string): string {
  const times = beds.flatMap(({ inBed }) => inBed).toSorted((one, other) => one.from.localeCompare(other.from));
  const [first, last] = [times.at(0), times.at(-1)];
  if (first === undefined || last === undefined) return "–";
  return `${wallMinute(first.from, timezone)}–${last.to === null ? "…" : wallMinute(last.to, timezone)}`;
}
