import type { AppSessions, Session } from "@taskwire/core/adapter";

/** A line between the client of one person and the server in the same page. */
export interface Line {
  /** A class for `createClient({ WebSocket })`. */
  readonly Socket: new (
    url: string,
    protocol: string,
  ) => PageSocket;
  /** Cuts the connection, and lets none be made until {@link Line.restore} is called. */
  cut(): void;
  restore(): void;
}

type Handler<Event> = { handle(event: Event): void }["handle"] | null;

interface PageSocket {
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  onerror: Handler<unknown>;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

const lost = 1006;

/** Makes a line to a server that runs in the same page. The token is the id of the person. */
export function lineTo(sessions: AppSessions): Line {
  let isCut = false;
  const open = new Set<{ end(code: number, reason: string): void }>();

  class InPageSocket implements PageSocket {
    onopen: PageSocket["onopen"] = null;
    onmessage: PageSocket["onmessage"] = null;
    onclose: PageSocket["onclose"] = null;
    onerror: PageSocket["onerror"] = null;
    #session: Session | undefined;
    #hasEnded = false;

    constructor() {
      // The client sets its handlers after it has made the socket, as with every WebSocket.
      setTimeout(() => this.#connect());
    }

    #connect(): void {
      if (this.#hasEnded) return;
      if (isCut) return this.end(lost, "");
      open.add(this);
      this.#session = sessions.connect(
        {
          send: (frame) => this.#deliver(typeof frame === "string" ? frame : frame.text),
          buffered: () => 0,
          drained: () => Promise.resolve(),
          close: (code, reason) => queueMicrotask(() => this.end(code, reason)),
        },
        { authenticate: async (token) => ({ userId: token }) },
      );
      this.onopen?.({});
    }

    #deliver(data: string): void {
      queueMicrotask(() => {
        if (!this.#hasEnded) this.onmessage?.({ data });
      });
    }

    send(data: string): void {
      queueMicrotask(() => {
        if (!this.#hasEnded) this.#session?.receive(data);
      });
    }

    close(code = 1000, reason = ""): void {
      this.end(code, reason);
    }

    end(code: number, reason: string): void {
      if (this.#hasEnded) return;
      this.#hasEnded = true;
      open.delete(this);
      this.#session?.ended();
      this.onclose?.({ code, reason });
    }
  }

  return {
    Socket: InPageSocket,
    cut() {
      isCut = true;
      for (const socket of open) socket.end(lost, "");
    },
    restore() {
      isCut = false;
    },
  };
}
