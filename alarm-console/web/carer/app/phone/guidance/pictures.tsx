import type { ReactNode } from "react";

/** Pictures of screens of phones, drawn in HTML. A screen reader skips them: the sentence beside says the same. */
function PhonePicture({ children }: { children: ReactNode }) {
  return (
    <div className="picture" aria-hidden="true">
      <div className="picture-screen">{children}</div>
    </div>
  );
}

/** A menu of the settings, with the row that the sentence means marked. */
export function MenuRows({
  title,
  rows,
  marked,
  isOn = false,
}: {
  title: string;
  rows: readonly string[];
  marked: string;
  isOn?: boolean;
}) {
  return (
    <PhonePicture>
      <b>{title}</b>
      {rows.map((row) => (
        <span key={row} className="picture-row">
          {row}
        </span>
      ))}
      <span className="picture-row picture-marked">
        {marked}
        {isOn && <i className="picture-switch" />}
      </span>
    </PhonePicture>
  );
}

/** The sheet that Safari's share button opens. */
export function ShareSheet() {
  return (
    <PhonePicture>
      <b className="picture-share">Share</b>
      <span className="picture-row">Copy</span>
      <span className="picture-row picture-marked">Add to Home Screen +</span>
    </PhonePicture>
  );
}
