import { type ClientCore, createClient } from "@taskwire/client";
import { systemRuntime } from "@taskwire/core/adapter";
import { WebSocket } from "ws";

interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A connected user who records the events of each topic and all frames. */
export class Watcher {
  readonly client: ClientCore;
  readonly person: string;
  /** Frames since the move. */
  sent: Frame[] = [];
  received: Frame[] = [];
  readonly numbers = new Map<string, number[]>();
  readonly reloads: string[] = [];
  #wake: () => void = () => {};

  constructor(person: string, url: string) {
    this.person = person;
    const { sent, received } = {
      sent: (text: string) => this.sent.push(...[JSON.parse(text)].flat()),
      received: (text: string) => this.received.push(...[JSON.parse(text)].flat()),
    };
    class Tapped extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        this.on("message", (data) => received(String(data)));
      }
      override send(data: string): void {
        sent(data);
        super.send(data);
      }
    }
    // A short backoff, so that the test does not wait for the reconnect.
    const runtime = { ...systemRuntime, random: () => 0.02 };
    const options = { url, token: () => person, WebSocket: Tapped, runtime };
    this.client = createClient(options);
  }

  /** Frames recorded after this call are caused by the move. */
  forgetFrames(): void {
    this.sent = [];
    this.received = [];
  }

  follow(topic: string): Promise<void> {
    const numbers: number[] = [];
    this.numbers.set(topic, numbers);
    return new Promise((resolve) => {
      this.client.subscribe(topic, {
        onEvents: (events) => {
          numbers.push(...events.map(({ number }) => number));
          this.#wake();
        },
        onReload: (reason) => this.reloads.push(`${topic}: ${reason}`),
        onSubscribed: () => resolve(),
      });
    });
  }

  /** Resolves when the event with this number has arrived. */
  async reached(topic: string, number: number): Promise<void> {
    while ((this.numbers.get(topic)?.at(-1) ?? 0) < number) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
