import { useState } from "react";
import { type Answer, sendFile } from "../../api/call.ts";
import { AskFirst } from "../../design/AskFirst.tsx";
import { photoHref } from "../../homeDetails/home.ts";
import { remove, seen } from "./record.ts";

const photoWithinMs = 60_000;

interface PersonPhotoProps {
  homeId: string;
  person: { id: string; name: string; version: number; photoAt: string | null };
  onChanged(): void;
}

/** Sets and removes the photo by which a responder knows a person. */
export function PersonPhoto({ homeId, person: { id, name, version, photoAt }, onChanged }: PersonPhotoProps) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const path = photoHref(homeId, id);
  const run = async (work: Promise<Answer<unknown>>) => {
    setBusy(true);
    const answer = await work;
    setBusy(false);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) onChanged();
  };
  const choose = (file: File | undefined) => {
    if (file !== undefined) void run(sendFile("PUT", path, file, photoWithinMs, seen(version)));
  };
  return (
    <div className="record-photo">
      <label htmlFor={`photo-${id}`}>{photoAt === null ? `Photo of ${name}` : `Another photo of ${name}`}</label>
      <span className="secondary" id={`photo-hint-${id}`}>
        JPEG, PNG or WebP, at most 1 MB. The place where it was taken is removed.
      </span>
      <input
        id={`photo-${id}`}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        aria-describedby={`photo-hint-${id}`}
        disabled={busy}
        onChange={(event) => choose(event.target.files?.[0])}
      />
      {photoAt !== null && (
        <AskFirst
          label={`Remove the photo of ${name}`}
          question="A responder no longer sees how this person looks. The picture is not kept."
          yes="Yes, remove it"
          no="Keep the photo"
          busy={busy}
          onYes={() => void run(remove(path, version))}
        />
      )}
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
