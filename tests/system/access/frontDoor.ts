import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type RequestOptions, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";

/** A proxy in front of the service, as TLS proxies are: the browser asks for `https://linkline.example`, and the service hears of it in headers alone. */
export interface FrontDoor {
  url: string;
  stop(): Promise<void>;
}

interface FrontDoorOptions {
  address: string;
  host?: string;
  /** Real TLS with a certificate of its own, for a browser; then `X-Forwarded-Host` is what the browser asks for. */
  tls?: boolean;
}

/**
 * Opens a proxy on a free port of this machine. All who come through it come from `address`, as the people of a centre do. `host` is what it sends as
 * `Host`; left out, the service's own address, and the browser's is in `X-Forwarded-Host`.
 */
export async function frontDoor(serviceUrl: string, { address, host, tls = false }: FrontDoorOptions): Promise<FrontDoor> {
  const { hostname, port } = new URL(serviceUrl);
  const forwarded = ({ url, method, headers }: IncomingMessage): RequestOptions => ({
    ...{ hostname, port, path: url, method, agent: false },
    headers: {
      ...headers,
      host: host ?? `${hostname}:${port}`,
      // What a visitor sends under this name stays in front, as nginx and Caddy leave it.
      "x-forwarded-for": [headers["x-forwarded-for"], address].filter(Boolean).join(", "),
      "x-forwarded-proto": "https",
      ...(host === undefined ? { "x-forwarded-host": tls ? String(headers.host) : "linkline.example" } : {}),
    },
  });
  const pass: RequestListener = (asked, answer) => {
    const onward = request(forwarded(asked), (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  };
  const server = tls ? createTlsServer(await certificate(), pass) : createServer(pass);
  server.on("upgrade", (asked: IncomingMessage, browser) => {
    const onward = request(forwarded(asked));
    onward.on("error", () => browser.destroy());
    onward.on("response", () => browser.destroy());
    onward.on("upgrade", ({ rawHeaders }, service, begun) => {
      const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
      browser.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      browser.write(begun);
      service.on("error", () => browser.destroy());
      browser.on("error", () => service.destroy());
      service.pipe(browser).pipe(service);
    });
    onward.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls ? "https://localhost" : "http://127.0.0.1"}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function certificate(): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: "commonName", value: "localhost" }]);
  return { key: made.private, cert: made.cert };
}
