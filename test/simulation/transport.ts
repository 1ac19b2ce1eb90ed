import type { Transport } from "@taskwire/core/adapter";
import { type Ground, happens } from "./ground.ts";
import type { Life } from "./storage.ts";

const forgeries = ["-1", "1e9", "", "999999999999999", "x", "\u0000"];

/** The shared transport as one node reaches it: hints come late, twice, not at all, or were never sent. */
export function transportOf(ground: Ground, life: Life): Transport {
  const { transport, dice, runtime } = ground;
  const subscriptions = new Set<() => void>();

  function carry(channel: string, message: string): void {
    if (ground.isDeaf || happens(ground, "lostHints")) return;
    if (happens(ground, "lateHints"))
      runtime.timer(dice.between(0, 60), () => transport.publish(channel, message));
    else transport.publish(channel, message);
  }

  return {
    publish(channel, message) {
      carry(channel, message);
      if (happens(ground, "doubledHints")) carry(channel, message);
      if (happens(ground, "forgedHints"))
        transport.publish(channel, dice.pick([String(dice.between(0, 500)), ...forgeries]));
    },
    async subscribe(channel, listener) {
      if (happens(ground, "failedFollowing")) throw new Error("The transport is away.");
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
