import assert from "node:assert/strict";
import type { Transport } from "../transport/transport.ts";
import type { Test } from "./runner.ts";

/** What the contract suite needs to try a transport. */
export interface TransportContract {
  /** The runner's own `test`. */
  readonly test: Test;
  /** Two ends of one transport, as two nodes have them; the same one twice where it lives in one process. */
  readonly open: () => Promise<readonly [Transport, Transport]>;
}

/** Collects what a channel brings. */
async function listen(transport: Transport, channel: string) {
  const heard: string[] = [];
  let waiting: (() => void)[] = [];
  const stop = await transport.subscribe(channel, (message) => {
    heard.push(message);
    for (const wake of waiting) wake();
    waiting = [];
  });
  /** Resolves when this message has come. */
  const until = async (message: string) => {
    while (!heard.includes(message)) {
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
  };
  return { heard, stop, until };
}

/**
 * Declares the tests that every transport passes. A message may be lost by the contract, so they run where none is:
 * on a healthy connection.
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
    for (const { heard } of listeners) assert.deepEqual(heard.toSorted(), ["back", "ข้อความ 😀"]);
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
    assert.deepEqual(wanted.heard, ["1"]);
    for (const { heard } of others) assert.deepEqual(heard, ["last"]);
  });

  withEnds("who unsubscribes hears nothing more, and the others go on", async (here, there) => {
    const leaving = await listen(there, "topic:a");
    const staying = await listen(there, "topic:a");
    here.publish("topic:a", "1");
    await Promise.all([leaving.until("1"), staying.until("1")]);
    leaving.stop();
    leaving.stop();
    here.publish("topic:a", "2");
    await staying.until("2");
    assert.deepEqual(leaving.heard, ["1"]);
  });

  withEnds(
    "who leaves and comes back at once hears what is published from then on",
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
      assert.deepEqual([...back.heard, ...last.heard], ["1", "2"]);
    },
  );

  withEnds("any text arrives as it was, also a long one", async (here, there) => {
    const texts = [
      " ",
      "\r\n",
      '{"a":"\\u0000"}',
      "ก็ 👩‍👩‍👧",
      "0",
      "*1\r\n$4\r\nPING\r\n",
      "x".repeat(64 * 1024),
    ];
    const { heard, until } = await listen(there, "topic:ข้อ 1\n");
    for (const text of texts) here.publish("topic:ข้อ 1\n", text);
    await Promise.all(texts.map(until));
    assert.deepEqual(heard.toSorted(), texts.toSorted());
  });

  withEnds("the empty message is the transport's own: nobody's arrives", async (here, there) => {
    const ends = [await listen(here, "topic:a"), await listen(there, "topic:a")];
    here.publish("topic:a", "");
    here.publish("topic:a", "1");
    await Promise.all(ends.map(({ until }) => until("1")));
    for (const { heard } of ends) assert.deepEqual(heard, ["1"]);
  });

  withEnds("one function subscribed twice is two listeners", async (here, there) => {
    const heard: string[] = [];
    const listener = (message: string) => void heard.push(message);
    const stop = await there.subscribe("topic:a", listener);
    await there.subscribe("topic:a", listener);
    const last = await listen(there, "topic:a");
    here.publish("topic:a", "1");
    await last.until("1");
    stop();
    here.publish("topic:a", "2");
    await last.until("2");
    assert.deepEqual(heard, ["1", "1", "2"]);
  });

  withEnds(
    "a listener that throws neither stops the others nor reaches the publisher",
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
    const heard: string[] = [];
    const stop = await there.subscribe("topic:a", (message) => {
      heard.push(message);
      stop();
    });
    const last = await listen(there, "topic:a");
    here.publish("topic:a", "1");
    here.publish("topic:a", "2");
    await last.until("2");
    assert.deepEqual(heard, ["1"]);
  });

  withEnds("publishing never throws, not even to nobody or after closing", async (here) => {
    here.publish("topic:nobody", "1");
    await here.close();
    here.publish("topic:a", "2");
    await here.close();
  });
}
