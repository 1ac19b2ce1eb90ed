import assert from "node:assert/strict";
import type { Transport } from "../transport/transport.ts";
import type { Test } from "./runner.ts";

/** The parameters of {@link transportContract}. */
export interface TransportContract {
  /** The `test` function of your test runner. */
  readonly test: Test;
  /**
   * Makes two connected transports, like those of two nodes. A transport within one process is
   * given twice.
   */
  readonly open: () => Promise<readonly [Transport, Transport]>;
}

/** Collects the messages of a channel. */
async function listen(transport: Transport, channel: string) {
  const received: string[] = [];
  let waiting: (() => void)[] = [];
  const stop = await transport.subscribe(channel, (message) => {
    received.push(message);
    for (const wake of waiting) wake();
    waiting = [];
  });
  /** Resolves when this message has arrived. */
  const until = async (message: string) => {
    while (!received.includes(message)) {
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
  };
  return { received, stop, until };
}

/**
 * Declares the tests that every transport must pass. A transport may lose messages, so run them on
 * a healthy connection where none are lost.
 *
 * @example
 * ```ts
 * transportContract({ test, open: async () => [redisTransport({ url }), redisTransport({ url })] });
 * ```
 */
export function transportContract({ test, open }: TransportContract): void {
  const withEnds = (title: string, run: (here: Transport, there: Transport) => Promise<void>) => {
    test(title, async () => {
      const ends = await open();
      try {
        await run(...ends);
      } finally {
        await Promise.all(ends.map((end) => end.close()));
      }
    });
  };

  withEnds("a message reaches all listeners of its channel, on both ends", async (here, there) => {
    const listeners = await Promise.all([
      listen(here, "topic:a"),
      listen(here, "topic:a"),
      listen(there, "topic:a"),
    ]);
    here.publish("topic:a", "ข้อความ 😀");
    there.publish("topic:a", "back");
    await Promise.all(listeners.flatMap(({ until }) => [until("ข้อความ 😀"), until("back")]));
    for (const { received } of listeners)
      assert.deepEqual(received.toSorted(), ["back", "ข้อความ 😀"]);
  });

  withEnds("a message reaches no other channel", async (here, there) => {
    const wanted = await listen(there, "topic:a");
    const others = await Promise.all(
      ["topic:b", "topic:", "topic:a:", "topic:*", "topic"].map((channel) =>
        listen(there, channel),
      ),
    );
    here.publish("topic:a", "1");
    for (const channel of ["topic:b", "topic:", "topic:a:", "topic:*", "topic"])
      here.publish(channel, "last");
    await Promise.all([wanted.until("1"), ...others.map(({ until }) => until("last"))]);
    assert.deepEqual(wanted.received, ["1"]);
    for (const { received } of others) assert.deepEqual(received, ["last"]);
  });

  withEnds(
    "a listener that unsubscribed gets no more messages, and the others still do",
    async (here, there) => {
      const leaving = await listen(there, "topic:a");
      const staying = await listen(there, "topic:a");
      here.publish("topic:a", "1");
      await Promise.all([leaving.until("1"), staying.until("1")]);
      leaving.stop();
      leaving.stop();
      here.publish("topic:a", "2");
      await staying.until("2");
      assert.deepEqual(leaving.received, ["1"]);
    },
  );

  withEnds(
    "a listener that unsubscribes and subscribes again at once gets all later messages",
    async (here, there) => {
      const { stop } = await listen(there, "topic:a");
      stop();
      const back = await listen(there, "topic:a");
      here.publish("topic:a", "1");
      await back.until("1");
      for (let i = 0; i < 20; i++) (await there.subscribe("topic:b", () => {}))();
      const last = await listen(there, "topic:b");
      here.publish("topic:b", "2");
      await last.until("2");
      assert.deepEqual([...back.received, ...last.received], ["1", "2"]);
    },
  );

  withEnds("any text arrives unchanged, also a long one", async (here, there) => {
    const texts = [
      " ",
      "\r\n",
      '{"a":"\\u0000"}',
      "ก็ 👩‍👩‍👧",
      "0",
      "*1\r\n$4\r\nPING\r\n",
      "x".repeat(64 * 1024),
    ];
    const { received, until } = await listen(there, "topic:ข้อ 1\n");
    for (const text of texts) here.publish("topic:ข้อ 1\n", text);
    await Promise.all(texts.map(until));
    assert.deepEqual(received.toSorted(), texts.toSorted());
  });

  withEnds("an empty message that a node publishes does not arrive", async (here, there) => {
    const ends = [await listen(here, "topic:a"), await listen(there, "topic:a")];
    here.publish("topic:a", "");
    here.publish("topic:a", "1");
    await Promise.all(ends.map(({ until }) => until("1")));
    for (const { received } of ends) assert.deepEqual(received, ["1"]);
  });

  withEnds("a function that is subscribed twice is called twice", async (here, there) => {
    const received: string[] = [];
    const listener = (message: string) => void received.push(message);
    const stop = await there.subscribe("topic:a", listener);
    await there.subscribe("topic:a", listener);
    const last = await listen(there, "topic:a");
    here.publish("topic:a", "1");
    await last.until("1");
    stop();
    here.publish("topic:a", "2");
    await last.until("2");
    assert.deepEqual(received, ["1", "1", "2"]);
  });

  withEnds(
    "an error in a listener reaches neither the other listeners nor the publisher",
    async (here, there) => {
      await there.subscribe("topic:a", () => {
        throw new Error("a listener's own bug, thrown by the contract suite");
      });
      const { until } = await listen(there, "topic:a");
      here.publish("topic:a", "1");
      here.publish("topic:a", "2");
      await Promise.all([until("1"), until("2")]);
    },
  );

  withEnds("a listener may unsubscribe itself while it is called", async (here, there) => {
    const received: string[] = [];
    const stop = await there.subscribe("topic:a", (message) => {
      received.push(message);
      stop();
    });
    const last = await listen(there, "topic:a");
    here.publish("topic:a", "1");
    here.publish("topic:a", "2");
    await last.until("2");
    assert.deepEqual(received, ["1"]);
  });

  withEnds("publishing never throws, even without listeners or after closing", async (here) => {
    here.publish("topic:nobody", "1");
    await here.close();
    here.publish("topic:a", "2");
    await here.close();
  });
}
