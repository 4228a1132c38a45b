import { type ReactNode, useEffect, useRef } from "react";
import type { Job } from "./store/job.ts";
import { Waiting } from "./Waiting.tsx";

interface JobFrameProps {
  job: Job;
  title: string;
  back: string;
  backWords?: string;
  children: ReactNode;
}

/** A page of a job: the way back, what waits to be sent, and the title, which a screen reader says when the page opens. */
export function JobFrame({ job, title, back, backWords = "Back", children }: JobFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Link Line`;
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <main className="installer">
      <nav className="no-print">
        <a className="back" href={back}>
          {backWords}
        </a>
      </nav>
      <Waiting jobKey={job.key} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
