import { readFileSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { createSecureContext } from "node:tls";
import { StartFault } from "#platform/startFault.ts";

/** Resolves with the port that the server listens on. Throws StartFault that names the `variable` to change. */
export function listen(server: Server, port: number, host: string, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${error.code ?? error.message})`;
      reject(new StartFault(`Port ${port} on ${host} ${why}. Set ${variable} to another port.`, { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Throws StartFault where the files cannot be read, are no certificate and key, or do not belong together. */
export function readCertificate({ keyPath, certPath }: { keyPath: string; certPath: string }): { key: Buffer; cert: Buffer } {
  try {
    const files = { key: readFileSync(keyPath), cert: readFileSync(certPath) };
    createSecureContext(files);
    return files;
  } catch (cause) {
    const why = (cause as Error).message;
    throw new StartFault(
      `The certificate for MQTT over TLS cannot be used (${why}). Set LINKLINE_MQTTS_KEY and LINKLINE_MQTTS_CERT to a PEM key and its certificate.`,
      { cause },
    );
  }
}
