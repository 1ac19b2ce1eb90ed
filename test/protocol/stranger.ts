import { WebSocket } from "ws";

export type Message = { readonly type: string; readonly [name: string]: unknown };

/** What a call came to. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: { readonly [name: string]: unknown };
  };
}

/** A client that somebody wrote who knows only the document: a plain socket and JSON. */
export class Stranger {
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  #heard: () => void = () => {};
  #lastId = 0;
  readonly #calls = new Map<unknown, (answer: Answer) => void>();
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Whether it answers pings. */
  answersPings = true;

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
    this.#socket.on("message", (data) => this.#receive(JSON.parse(String(data)) as Message));
  }

  static async as(url: string, token: string): Promise<Stranger> {
    const stranger = new Stranger(url);
    await stranger.opened;
    stranger.send({ type: "authenticate", token });
    await stranger.next("welcome");
    return stranger;
  }

  send(message: object): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** The next message of a type, taken out of what has come. */
  async next(type: string): Promise<Message> {
    for (;;) {
      const i = this.#messages.findIndex((message) => message.type === type);
      const [message] = i < 0 ? [] : this.#messages.splice(i, 1);
      if (message) return message;
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve;
        void this.closed.then(({ code, reason }) =>
          reject(new Error(`closed with ${code} ${reason} before ${type} came`)),
        );
      });
    }
  }

  /** What has come and was not taken. */
  get waiting(): readonly Message[] {
    return this.#messages;
  }

  /** Calls an operation; other calls may be under way. */
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
    this.#heard();
  }
}
