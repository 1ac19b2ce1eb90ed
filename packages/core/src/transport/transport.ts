/**
 * Carries small messages between the servers of one system: "topic T is now at N", typing, presence. At most once,
 * unordered, may be down, may be forged: the log decides what is true, so a message costs at most a read.
 *
 * - `publish` never throws, never waits, and keeps nothing for later. The listeners of its own end hear it too.
 * - `subscribe` resolves when messages published from now on will arrive. While the transport is down it resolves all
 *   the same, within about a second: the subscription then begins by itself when the transport is back.
 * - A listener that may have missed something (the connection was gone, the subscription began late) gets the empty
 *   message `""`, from its own end: it looks at the log, or asks again. Nobody publishes `""`, and one that was is ignored.
 */
export interface Transport {
  publish(channel: string, message: string): void;
  subscribe(channel: string, listener: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
}
