import { asyncScheduler, BehaviorSubject, type Observable, ReplaySubject, Subject, throttleTime } from "rxjs";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

/** What staff's screens follow. */
export interface AlarmFeed {
  /** Each alarm as it is after a committed change. Order is not promised: keep the greatest version. */
  changed$: Observable<AlarmView>;
  /** The whole, short list of presses that are not recorded yet; a late subscriber gets the present one. */
  unrecorded$: Observable<UnrecordedPress[]>;
  /** False while the database is away and nothing is acknowledged. */
  recording$: Observable<boolean>;
}

/** The feed with its pens: only what has committed a change writes to it. */
export interface AlarmFeedWriter extends AlarmFeed {
  alarmChanged(alarm: AlarmView): void;
  unrecordedIs(presses: UnrecordedPress[]): void;
  recordingIs(recording: boolean): void;
}

export function createAlarmFeed(): AlarmFeedWriter {
  const changed = new Subject<AlarmView>();
  const presses = new BehaviorSubject<UnrecordedPress[]>([]);
  const recording = new BehaviorSubject(false);
  // The first at once; while many come, screens are told ten times a second.
  const unrecorded = new ReplaySubject<UnrecordedPress[]>(1);
  presses.pipe(throttleTime(100, asyncScheduler, { leading: true, trailing: true })).subscribe(unrecorded);
  return {
    changed$: changed.asObservable(),
    unrecorded$: unrecorded.asObservable(),
    recording$: recording.asObservable(),
    alarmChanged: (alarm) => changed.next(alarm),
    unrecordedIs: (all) => presses.next(all),
    recordingIs: (value) => {
      if (recording.value !== value) recording.next(value);
    },
  };
}
