import type { Transport } from "@taskwire/core/adapter";
import { happens, type RunContext } from "./run-context.ts";
import type { NodeState } from "./storage.ts";

const forgeries = ["-1", "1e9", "", "999999999999999", "x", "\u0000"];

/** The shared transport as seen by one node. Hints are late, doubled, lost, or forged. */
export function transportOf(context: RunContext, life: NodeState): Transport {
  const { transport, dice, runtime } = context;
  const subscriptions = new Set<() => void>();

  function carry(channel: string, message: string): void {
    if (context.isDeaf || happens(context, "lostHints")) return;
    if (happens(context, "lateHints"))
      runtime.timer(dice.between(0, 60), () => transport.publish(channel, message));
    else transport.publish(channel, message);
  }

  return {
    publish(channel, message) {
      carry(channel, message);
      if (happens(context, "doubledHints")) carry(channel, message);
      if (happens(context, "forgedHints"))
        transport.publish(channel, dice.pick([String(dice.between(0, 500)), ...forgeries]));
    },
    async subscribe(channel, listener) {
      if (happens(context, "failedFollowing")) throw new Error("The transport is away.");
      const end = await transport.subscribe(channel, (message) => life.isDead || listener(message));
      subscriptions.add(end);
      return () => {
        subscriptions.delete(end);
        end();
      };
    },
    async close() {
      for (const end of subscriptions) end();
    },
  };
}
