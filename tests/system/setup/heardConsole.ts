import { io, type Socket } from "socket.io-client";
import type { AlarmView } from "#domain/alarm.ts";

/** A live connection to the console, with the alarms that it received. */
export interface HeardConsole {
  socket: Socket;
  /** The newest version of each alarm, by id. */
  alarms: Map<string, AlarmView>;
  /** Resolves with the first alarm, now or later, that fits. */
  until(wanted: (alarm: AlarmView) => boolean): Promise<AlarmView>;
}

/** Connects with a token and waits for the first snapshot of open alarms. */
export async function openConsole(httpUrl: string, token: string): Promise<HeardConsole> {
  const socket = io(httpUrl, { auth: { token }, transports: ["websocket"], reconnectionDelay: 100, reconnectionDelayMax: 200 });
  const alarms = new Map<string, AlarmView>();
  const waiting = new Set<() => void>();
  const receive = (alarm: AlarmView): void => {
    if ((alarms.get(alarm.id)?.version ?? 0) < alarm.version) alarms.set(alarm.id, alarm);
    for (const look of waiting) look();
  };
  socket.on("alarm", receive);
  await new Promise<void>((resolve) =>
    socket.on("alarms", ({ items }: { items: AlarmView[] }) => {
      for (const alarm of items) receive(alarm);
      resolve();
    }),
  );
  const until = (wanted: (alarm: AlarmView) => boolean): Promise<AlarmView> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = [...alarms.values()].find(wanted);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { socket, alarms, until };
}
