/** A source as staff see it. Times in epoch ms. */
export interface SourceState {
  name: string;
  family: string;
  /** Without credentials. */
  host: string;
  gatewayIds: readonly string[];
  connected: boolean;
  /** Since when it is connected, or away. */
  since: number;
  lastMessageAt: number | null;
  /** Why the last attempt failed; null while connected. */
  fault: string | null;
  /** Failed attempts since it was connected last. */
  attempts: number;
}
