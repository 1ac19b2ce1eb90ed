import { type ClientCore, createClient } from "@taskwire/client";
import { systemRuntime } from "@taskwire/core/adapter";
import { WebSocket } from "ws";

interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A connected person who writes down the events of each topic, and what crosses the wire. */
export class Watcher {
  readonly client: ClientCore;
  readonly person: string;
  /** Since the move. */
  sent: Frame[] = [];
  received: Frame[] = [];
  readonly numbers = new Map<string, number[]>();
  readonly reloads: string[] = [];
  #heard: () => void = () => {};

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
    // Nobody waits longer than necessary for the server to come back.
    const runtime = { ...systemRuntime, random: () => 0.02 };
    const options = { url, token: () => person, WebSocket: Tapped, runtime };
    this.client = createClient(options) as unknown as ClientCore;
  }

  /** What comes and goes from here on is what the move causes. */
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
          this.#heard();
        },
        onReload: (reason) => this.reloads.push(`${topic}: ${reason}`),
        onSubscribed: () => resolve(),
      });
    });
  }

  /** Resolves when the newest event that this person may see has come. */
  async reached(topic: string, number: number): Promise<void> {
    while ((this.numbers.get(topic)?.at(-1) ?? 0) < number) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}
