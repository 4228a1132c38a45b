import { AlarmBubble } from "./AlarmBubble.tsx";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeTitles, keyOf, markWords, nightDay, worseForGenuine } from "./changeWords.ts";
import type { Mark } from "./nightRow.ts";

interface NightProps {
  night: string;
  marks: readonly Mark[];
  timezone: string;
  /** The one mark of the whole line that Tab reaches. */
  reached: string | null;
  shown: string | null;
  onReach(key: string): void;
  onShow(key: string | null): void;
}

export function Night({ night, marks, timezone, reached, shown, onReach, onShow }: NightProps) {
  const lanes = Math.max(1, ...marks.map(({ lane }) => lane + 1));
  return (
    <li className="night" data-quiet={marks.length === 0}>
      <span className="night-name">{nightDay(night)}</span>
      <div className="night-track" style={{ minHeight: `${lanes * 1.85 + 0.3}rem` }}>
        {marks.map((mark) => {
          const key = keyOf(mark.alarm);
          const { alarm, at, was, lane, leftwards } = mark;
          const top = `${lane * 1.85 + 0.15}rem`;
          const worse = worseForGenuine(alarm);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: only so that the bubble stays while the pointer is on it; the button does the same for keys and touch
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
                aria-label={markWords(alarm, timezone)}
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
