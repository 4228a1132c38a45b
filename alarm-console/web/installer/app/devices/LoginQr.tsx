import { renderSVG } from "uqr";

/** A login as a QR code: JSON with the host of this service, username, secret and topics. */
export function LoginQr({ login, what }: { login: object; what: string }) {
  const svg = renderSVG(JSON.stringify({ host: location.hostname, ...login }), { border: 2 });
  return (
    <div className="login">
      <img className="qr" alt={`QR code with the login of ${what}`} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
      <p>Hold it before {what}, or scan it with its tool. It holds the login: do not photograph it.</p>
    </div>
  );
}
