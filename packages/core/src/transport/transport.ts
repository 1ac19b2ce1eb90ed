/**
 * Carries small messages between the servers of one system: "topic T is now at N", typing, presence. At most once,
 * unordered, may be down, may be forged: the log decides what is true, so a message costs at most a read.
 *
 * `publish` never throws and never waits. `subscribe` resolves when messages published from now on will arrive.
 */
export interface Transport {
  publish(channel: string, message: string): void;
  subscribe(channel: string, listener: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
}
