import { type ReactNode, useState } from "react";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { SoundCheck } from "../sound/SoundCheck.tsx";
import type { SoundControl } from "../sound/useSound.ts";
import { IncidentLine } from "./IncidentLine.tsx";
import { LastingOutage } from "./LastingOutage.tsx";
import "./notices.css";
import { useIncidents } from "./useIncidents.ts";

interface NoticesProps {
  sound: SoundControl;
  /** None away from the desk. */
  incidents: readonly ServiceIncident[];
  myId: string;
}

/** `title`: what it is about, in a word or two. `line` gets the button that opens the other lines. */
interface Notice {
  key: string;
  title: string;
  line(more: ReactNode): ReactNode;
}

/**
 * What an operator should know beside the alarms, as one quiet line, so that the queue keeps its height. The sound check comes first, because a desk that
 * has not done it may not hear; then outages that last, then what went wrong. Of several only the first shows, and a button names and opens the others.
 */
export function Notices({ sound, incidents, myId }: NoticesProps) {
  const [open, setOpen] = useState(false);
  const { lasting, text, dismiss } = useIncidents(incidents, myId);
  const soundLine: Notice[] = sound.checked
    ? []
    : [{ key: "sound", title: "sound check", line: (more) => <SoundCheck sound={sound} more={more} /> }];
  const incidentLines: Notice[] = [
    ...lasting.map((one): Notice => ({ key: one.id, title: "outage", line: (more) => <LastingOutage incident={one} more={more} /> })),
    ...(text === ""
      ? []
      : [{ key: "incident", title: "incident", line: (more: ReactNode) => <IncidentLine text={text} onDismiss={dismiss} more={more} /> }]),
  ];
  const [first, ...others] = [...soundLine, ...incidentLines];
  const toggle = others.length > 0 && (
    <button type="button" className="notice-more" aria-expanded={open} onClick={() => setOpen(!open)}>
      {open ? "Show less" : `${others.length} more: ${others.map(({ title }) => title).join(", ")}`}
    </button>
  );
  const shown = ({ key, line }: Notice) => (key === first?.key ? line(toggle) : open && line(null));
  return (
    <>
      <div role="status" aria-label="Sound check">
        {soundLine.map((one) => (
          <div key={one.key}>{shown(one)}</div>
        ))}
      </div>
      <div role="status" aria-label="Incident">
        {incidentLines.map((one) => (
          <div key={one.key}>{shown(one)}</div>
        ))}
      </div>
    </>
  );
}
