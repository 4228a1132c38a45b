import { useEffect, useRef } from "react";

/** What a device needs to connect. */
export interface Login {
  username: string;
  secret: string;
  topic: string;
  commandTopic: string;
}

interface DeviceLoginProps {
  device: { name: string };
  login: Login;
  onClose(): void;
}

/** The login of a device, shown this once: the service stores only a hash of the secret. */
export function DeviceLogin({ device: { name }, login, onClose }: DeviceLoginProps) {
  const shown = useRef<HTMLElement>(null);
  useEffect(() => shown.current?.focus(), []);
  const lines = [
    ["Server", location.hostname],
    ["Username", login.username],
    ["Secret", login.secret],
    ["Readings go to", login.topic],
    ["Commands come from", login.commandTopic],
  ] as const;
  return (
    <section ref={shown} className="record-login" tabIndex={-1} aria-label={`Login of ${name}`}>
      <p>
        <strong>The login of {name}.</strong> Enter it in the device now: the secret is shown this once. If it is lost, an installer gives
        the device a new one.
      </p>
      <dl className="record-facts">
        {lines.map(([title, words]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <code>{words}</code>
            </dd>
          </div>
        ))}
      </dl>
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Done: hide the login
        </button>
      </div>
    </section>
  );
}
