import type { DeviceClient } from "./deviceClient.ts";
import type { DeviceMessage } from "./deviceMessage.ts";

/**
 * Keeps the order of one home's messages although each device has its own connection. Messages of the same device are pipelined;
 * before another device sends, every earlier message must be acknowledged.
 */
export class OrderedSender {
  #sending: DeviceClient | null = null;

  /** Rejects with the ConnectionFault of a device that cannot continue. */
  async send(device: DeviceClient, message: DeviceMessage): Promise<void> {
    if (this.#sending !== null && this.#sending !== device) await this.#sending.drained();
    this.#sending = device;
    // A device that fails also rejects `drained`, which reports the fault to the caller.
    device.publish(message).catch(() => {});
  }

  /** Resolves when every message is acknowledged. */
  async settled(): Promise<void> {
    await this.#sending?.drained();
  }
}
