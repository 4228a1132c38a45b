import { useCallback, useEffect, useState } from "react";
import { wallDay, wallTime } from "../clock/wallTime.ts";
import { deskHref, homeHref } from "../navigation/pageAddress.ts";
import { hexOf, type QuarantinedMessage, readQuarantine, readWhole } from "./quarantine.ts";
import "./quarantine.css";

/** All messages that could not be read, newest first, with their bytes. */
export function QuarantinePage() {
  const [messages, setMessages] = useState<readonly QuarantinedMessage[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  const read = useCallback(async (cursor: string | null) => {
    const answer = await readQuarantine(cursor);
    setFault(answer.ok ? null : answer.message);
    if (!answer.ok) return;
    setMessages((before) => (cursor === null ? answer.value.items : [...(before ?? []), ...answer.value.items]));
    setNext(answer.value.next);
  }, []);
  useEffect(() => void read(null), [read]);

  return (
    <div className="sheet">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Back</a>
        </p>
        <h2>Unreadable messages</h2>
        <p className="secondary">
          Devices sent these, and Link Line could not read them. If a device sends many, have it replaced, and report it to its maker with
          the bytes below.
        </p>
      </header>
      <p className="fault" role="alert">
        {fault === null ? null : `Messages may be missing from this list. ${fault}`}
      </p>
      {messages === null && fault === null && <p className="secondary">Loading the messages…</p>}
      {messages?.length === 0 && <p className="secondary">Every message could be read.</p>}
      <ol className="quarantine-list" aria-label="Unreadable messages">
        {(messages ?? []).map((one) => (
          <Message key={one.id} message={one} />
        ))}
      </ol>
      {next !== null && (
        <button type="button" onClick={() => void read(next)}>
          Show older messages
        </button>
      )}
    </div>
  );
}

/** Characters that show nothing, or turn the direction of the text, as the sign for an unknown character. */
const visible = (text: string): string => text.replaceAll(hidden, "\ufffd");
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what it looks for
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** It may be long, so it scrolls by itself, also by keyboard. */
function Bytes({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <pre className="quarantine-text" tabIndex={0}>
      {children}
    </pre>
  );
}

function Message({ message: listed }: { message: QuarantinedMessage }) {
  const [whole, setWhole] = useState<QuarantinedMessage | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const { id, homeId, homeName, deviceName, receivedAt, reason, call, payloadBytes, payload, text } = whole ?? listed;
  const timezone = listed.timezone ?? undefined;
  const shownBytes = atob(payload).length;

  async function showWhole(): Promise<void> {
    const answer = await readWhole(id);
    if (answer.ok) setWhole({ ...listed, ...answer.value });
    else setFault(answer.message);
  }

  return (
    <li>
      <p className="quarantine-top">
        {homeName === null ? <span>Home no longer registered</span> : <a href={homeHref(homeId)}>{homeName}</a>}
        <span>{deviceName ?? "Device no longer registered"}</span>
        <time dateTime={receivedAt}>
          {wallDay(receivedAt, timezone)} {wallTime(receivedAt, timezone)}
        </time>
      </p>
      {call && <p className="quarantine-call">May be a call for help: raised an alarm</p>}
      <p>
        Reason: <bdi>{reason}</bdi>
      </p>
      {payloadBytes === 0 ? <p className="secondary">The message was empty.</p> : <Bytes>{visible(text)}</Bytes>}
      {payloadBytes > 0 && (
        <details>
          <summary>{payloadBytes === 1 ? "1 byte" : `${payloadBytes} bytes`}</summary>
          <Bytes>{hexOf(payload)}</Bytes>
        </details>
      )}
      {shownBytes < payloadBytes && (
        <button type="button" onClick={() => void showWhole()}>
          Show all {payloadBytes} bytes
        </button>
      )}
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </li>
  );
}
