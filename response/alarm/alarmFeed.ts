import { asyncScheduler, BehaviorSubject, mergeMap, type Observable, ReplaySubject, Subject, throttleTime } from "rxjs";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { alarmsOfCase, type CaseView } from "#domain/answering/case.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";

/** What the screens of staff follow. */
export interface AlarmFeed {
  /** An alarm after each committed change. Two changes may arrive in either order: the subscriber keeps the highest `version`. */
  changed$: Observable<AlarmView>;
  /** A case after each committed change, in the same way. Its alarms come in `changed$` too. */
  cases$: Observable<CaseView>;
  /** The same of the canary's home, which is in no other stream (app/canary/canary.ts). */
  canary$: Observable<CaseView>;
  /** All presses that are not yet recorded. A late subscriber gets the current list at once. */
  unrecorded$: Observable<UnrecordedPress[]>;
  /** False while the database is away and nothing is acknowledged. */
  recording$: Observable<boolean>;
  /** What went wrong with the service itself in the last day, newest first. */
  incidents$: Observable<readonly ServiceIncident[]>;
}

/** The feed for those who write to it. Call `caseChanged` only after COMMIT. */
export interface AlarmFeedWriter extends AlarmFeed {
  caseChanged(changed: CaseView): void;
  setUnrecorded(presses: UnrecordedPress[]): void;
  setRecording(recording: boolean): void;
  incidentsAre(incidents: readonly ServiceIncident[]): void;
}

/** `isCanary`: whether a home is the canary's. */
export function createAlarmFeed(isCanary: (homeId: string) => boolean = () => false): AlarmFeedWriter {
  const changed = new Subject<CaseView>();
  const canary = new Subject<CaseView>();
  const presses = new BehaviorSubject<UnrecordedPress[]>([]);
  const recording = new BehaviorSubject(false);
  const incidents = new BehaviorSubject<readonly ServiceIncident[]>([]);
  // The first list goes out at once; during a flood screens get ten lists a second.
  const unrecorded = new ReplaySubject<UnrecordedPress[]>(1);
  presses.pipe(throttleTime(100, asyncScheduler, { leading: true, trailing: true })).subscribe(unrecorded);
  return {
    changed$: changed.pipe(mergeMap(alarmsOfCase)),
    cases$: changed.asObservable(),
    canary$: canary.asObservable(),
    unrecorded$: unrecorded.asObservable(),
    recording$: recording.asObservable(),
    incidents$: incidents.asObservable(),
    caseChanged: (one) => (isCanary(one.homeId) ? canary : changed).next(one),
    setUnrecorded: (all) => presses.next(all.filter(({ homeId }) => !isCanary(homeId))),
    incidentsAre: (all) => incidents.next(all),
    setRecording: (value) => {
      if (recording.value !== value) recording.next(value);
    },
  };
}
