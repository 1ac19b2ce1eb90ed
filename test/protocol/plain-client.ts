import { inflateRawSync } from "node:zlib";
import { WebSocket } from "ws";

export type Message = { readonly type: string; readonly [name: string]: unknown };

/** The result of a call. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: { readonly [name: string]: unknown };
  };
}

/** A client written from the document alone: a plain socket and JSON. */
export class PlainClient {
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  #wake: () => void = () => {};
  #lastId = 0;
  readonly #calls = new Map<unknown, (answer: Answer) => void>();
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Whether it answers pings. */
  answersPings = true;
  /** How many compressed frames have arrived. */
  binaryFrames = 0;

  constructor(
    url: string,
    options: { readonly protocols?: string[]; readonly headers?: { [name: string]: string } } = {},
  ) {
    this.#socket = new WebSocket(url, options.protocols ?? ["taskwire.v1"], {
      headers: options.headers ?? {},
    });
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once("open", () => resolve()).once("error", reject);
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.#socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.#socket.on("message", (data, isBinary) => {
      if (isBinary) this.binaryFrames++;
      const text = isBinary ? inflateRawSync(data as Buffer) : data;
      this.#receive(JSON.parse(String(text)) as Message);
    });
  }

  static async as(url: string, token: string, protocols?: string[]): Promise<PlainClient> {
    const client = new PlainClient(url, { ...(protocols && { protocols }) });
    await client.opened;
    client.send({ type: "authenticate", token });
    await client.next("welcome");
    return client;
  }

  send(message: object): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Resolves to the next message of this type and removes it from `waiting`. */
  async next(type: string): Promise<Message> {
    for (;;) {
      const i = this.#messages.findIndex((message) => message.type === type);
      const [message] = i < 0 ? [] : this.#messages.splice(i, 1);
      if (message) return message;
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        void this.closed.then(({ code, reason }) =>
          reject(new Error(`closed with ${code} ${reason} before ${type} came`)),
        );
      });
    }
  }

  /** Messages that have arrived and were not taken yet. */
  get waiting(): readonly Message[] {
    return this.#messages;
  }

  /** Calls an operation. Several calls may run at once. */
  call(operation: string, input: object, key?: string): Promise<Answer> {
    const id = ++this.#lastId;
    this.send({ type: "call", id, operation, input, ...(key && { key }) });
    return new Promise((resolve) => this.#calls.set(id, resolve));
  }

  async subscribe(topic: string, after?: string): Promise<Message> {
    this.send({ type: "subscribe", topic, ...(after && { after }) });
    return this.next("subscribed");
  }

  end(): void {
    this.#socket.terminate();
  }

  #receive(message: Message): void {
    if (message.type === "ping" && this.answersPings) this.send({ type: "pong" });
    const answered = message.type === "result" && this.#calls.get(message.id);
    if (answered) return answered(message as Message & Answer);
    this.#messages.push(message);
    this.#wake();
  }
}
