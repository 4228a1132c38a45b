import { useCallback, useState } from "react";
import { codeLastsMs } from "#domain/installing/setupCode.ts";
import { call } from "../../../shared/api/call.ts";
import { useWhileVisible } from "../../../shared/clock/useWhileVisible.ts";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { Ask } from "../Ask.tsx";
import { LoginQr } from "./LoginQr.tsx";

type Shown =
  | { kind: "qr"; login: object }
  | { kind: "code"; code: string; expiresAt: string /** By the phone's clock, epoch ms. */; endsAt: number }
  | { kind: "fault"; words: string };

interface LoginProps {
  homeId: string;
  deviceId: string;
  name: string;
  /** Link Line has heard it. */
  works: boolean;
}

/**
 * How the device gets its login: a QR code on the screen, or a code for its tool. Both give it a new secret. The QR code ends the login that it has
 * at once; the code does so when it is used. So the page asks before it, where the device works or may have read a QR code.
 */
export function Login({ homeId, deviceId, name, works }: LoginProps) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [asked, setAsked] = useState<"qr" | "code" | null>(null);
  const [busy, setBusy] = useState(false);
  const makeCode = async () => {
    const answer = await call<{ code: string; expiresAt: string }>("POST", `/api/v1/devices/${deviceId}/setup-code`);
    setShown(answer.ok ? { kind: "code", ...answer.value, endsAt: Date.now() + codeLastsMs } : { kind: "fault", words: answer.message });
  };
  const showQr = async () => {
    const answer = await call<{ mqtt: object }>("POST", `/api/v1/homes/${homeId}/devices/${deviceId}/secret`);
    setShown(answer.ok ? { kind: "qr", login: answer.value.mqtt } : { kind: "fault", words: answer.message });
  };
  const make = async (what: "qr" | "code") => {
    setAsked(null);
    setBusy(true);
    await (what === "qr" ? showQr() : makeCode());
    setBusy(false);
  };
  const wish = (what: "qr" | "code") => (works || shown?.kind === "qr" ? setAsked(what) : void make(what));
  return (
    <>
      {asked !== null ? (
        <Ask
          says={[works ? `${name} works with its login.` : "The device may have read the QR code.", endTexts[asked]]}
          yes={asked === "qr" ? "Show a new QR code" : "Make a new code"}
          no="Keep its login"
          onYes={() => void make(asked)}
          onNo={() => setAsked(null)}
        />
      ) : (
        <>
          <p>{works ? "Link Line has heard it: it has its login." : "The device needs its login once."}</p>
          <button type="button" disabled={busy} onClick={() => wish("code")}>
            Make a one-time code
          </button>
          <button type="button" disabled={busy} onClick={() => wish("qr")}>
            Show a QR code
          </button>
        </>
      )}
      <div aria-live="polite">
        {shown?.kind === "fault" && <p className="fault">{shown.words}</p>}
        {shown?.kind === "code" && <Code {...shown} key={shown.code} />}
        {shown?.kind === "qr" && <LoginQr login={shown.login} what="the device" />}
      </div>
    </>
  );
}

const endTexts = {
  qr: "A new QR code ends that login at once: until the device has read the new one, it cannot call.",
  code: "A new code ends that login when the device uses the code.",
} as const;

const lookMs = 1_000;

function Code({ code, expiresAt, endsAt }: { code: string; expiresAt: string; endsAt: number }) {
  const [isOver, setOver] = useState(false);
  useWhileVisible(
    useCallback(() => setOver(Date.now() >= endsAt), [endsAt]),
    lookMs,
  );
  if (isOver) return <p className="fault">The code has expired: it worked for 15 minutes. Make a new one.</p>;
  return (
    <div className="login">
      <p className="code">{code}</p>
      <p>Type it into the device or its tool. It works once, until {wallMinute(expiresAt)}.</p>
    </div>
  );
}
