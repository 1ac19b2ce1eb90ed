/**
 * Carries small messages between the nodes of one system: hints ("topic T is at number N"),
 * signals, and the calls that people have spent. A message is delivered at most once. Messages may
 * be lost, reordered or forged: the log decides what is true, so a wrong message costs little.
 *
 * - `publish` never throws, never waits, and keeps nothing for later. Listeners on the same node
 *   get the message too.
 * - `subscribe` resolves when messages that are published from then on arrive. It also resolves,
 *   within about a second, while the transport is down. The subscription then begins by itself when
 *   the transport is back.
 * - The empty message `""` tells a listener that it may have missed messages, because the
 *   connection was lost or the subscription began late. The transport itself makes it, and the
 *   listener reads the log or asks again. Nodes never publish `""`, and a published one is ignored.
 */
export interface Transport {
  publish(channel: string, message: string): void;
  /** Resolves to a function that ends the subscription. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
}
