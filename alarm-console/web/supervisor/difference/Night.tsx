import { AlarmBubble } from "./AlarmBubble.tsx";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeTitles, keyOf, markText, nightDay, worseForGenuine } from "./changeText.ts";
import type { Mark } from "./nightRow.ts";

interface NightProps {
  night: string;
  marks: readonly Mark[];
  timezone: string;
  /** Tab stops at one mark of the time line only; arrow keys reach the others. */
  reached: string | null;
  shown: string | null;
  onReach(key: string): void;
  onShow(key: string | null): void;
}

/** One night of the time line, with its marks. */
export function Night({ night, marks, timezone, reached, shown, onReach, onShow }: NightProps) {
  const lanes = Math.max(1, ...marks.map(({ lane }) => lane + 1));
  return (
    <li className="night" data-empty={marks.length === 0}>
      <span className="night-name">{nightDay(night)}</span>
      <div className="night-track" style={{ minHeight: `${lanes * 1.85 + 0.3}rem` }}>
        {marks.map((mark) => {
          const key = keyOf(mark.alarm);
          const { alarm, at, was, lane, leftwards } = mark;
          const top = `${lane * 1.85 + 0.15}rem`;
          const worse = worseForGenuine(alarm);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: keeps the details open while the pointer is on them; the button does the same for keyboard and touch
            <div
              key={key}
              className="mark-whole"
              data-change={alarm.change}
              data-worse={worse}
              onMouseEnter={() => onShow(key)}
              onMouseLeave={() => onShow(null)}
            >
              {was !== null && (
                <span
                  className="mark-moved"
                  style={{ top, left: `${Math.min(at, was) * 100}%`, width: `${Math.abs(at - was) * 100}%` }}
                  data-from={was < at ? "left" : "right"}
                  aria-hidden="true"
                />
              )}
              <button
                type="button"
                className="mark"
                data-night={night}
                data-at={at}
                data-leftwards={leftwards}
                style={{ top, [leftwards ? "right" : "left"]: `${(leftwards ? 1 - at : at) * 100}%` }}
                tabIndex={reached === key ? 0 : -1}
                aria-label={markText(alarm, timezone)}
                onFocus={() => {
                  onReach(key);
                  onShow(key);
                }}
                onBlur={() => onShow(null)}
                onClick={() => onShow(key)}
              >
                <ChangeShape change={alarm.change} />
                <span>{worse ? `${changeTitles[alarm.change]}!` : changeTitles[alarm.change]}</span>
              </button>
              {shown === key && <AlarmBubble alarm={alarm} timezone={timezone} at={at} top={`${(lane + 1) * 1.85 + 0.3}rem`} />}
            </div>
          );
        })}
      </div>
    </li>
  );
}
