import { defaultLimits, type Limits, type Welcome } from "@taskwire/core/protocol";
import { type ClientCore, type ClientOptions, createClient } from "../src/index.ts";
import type { SocketLike } from "../src/socket.ts";
import { createFakeRuntime, settled } from "./fake-runtime.ts";

type Sent = { readonly type: string; readonly [name: string]: unknown };

/** The server's end of one socket, controlled by the test. */
export class FakeSocket implements SocketLike {
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly url: string;
  readonly protocol: string;
  /** All frames from the client, in order. */
  readonly sent: Sent[] = [];
  /** Whether the line is there, as far as the client can ask. */
  answersPings = true;
  /** The client's close code and reason. */
  closed: { code: number | undefined; reason: string | undefined } | undefined;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  send(data: string) {
    const frame = JSON.parse(data);
    if (frame.type !== "ping") this.sent.push(frame);
    else if (this.answersPings) this.say({ type: "pong" });
  }

  close(code?: number, reason?: string) {
    this.closed = { code, reason };
  }

  /** Sends a frame to the client. */
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** Ends the socket, as the server or the network does. */
  drop(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  /** The client's frames of one type. */
  of(type: string) {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export const workflow: Welcome["workflow"] = {
  name: "approval",
  initial: "pending",
  version: 1,
  editable: ["pending"],
  resumable: [],
  selfApproval: "refuse",
  decisionNeeds: "version",
  edits: "void",
  states: {
    pending: { kind: "waiting" },
    approved: { kind: "working" },
    completed: { kind: "done" },
  },
  actions: {
    approve: {
      from: ["pending"],
      to: "approved",
      event: "task.approved",
      trigger: "person",
      decision: true,
      reason: "none",
    },
    complete: {
      from: ["approved"],
      to: "completed",
      event: "task.completed",
      trigger: "subtasks.done",
      decision: false,
      reason: "none",
    },
  },
};

export const roles: Welcome["roles"] = {
  roles: {
    ADMIN: {
      "task.read": true,
      "task.approve": true,
      "task.complete": true,
      "message.delete": true,
    },
    ADMIN_LIMITED: {
      "task.read": ["involved"],
      "task.edit": ["author"],
      "subtask.complete": ["assignee"],
      "message.post": true,
      "message.edit": ["writer"],
      "message.delete": ["writer"],
      "comment.post": true,
      "comment.edit": ["writer"],
      "comment.resolve": true,
    },
  },
  conditions: {
    involved: { includes: ["task.involved", "actor.userId"] },
    author: { equals: ["task.requesterId", "actor.userId"] },
    writer: {
      any: [
        { equals: ["message.authorId", "actor.userId"] },
        { equals: ["comment.authorId", "actor.userId"] },
      ],
    },
    assignee: { equals: ["subtask.assigneeId", "actor.userId"] },
  },
};

export const welcome = (limits: Partial<Limits> = {}): Welcome => ({
  type: "welcome",
  connection: "c1",
  user: { id: "ann", name: "Ann", role: "ADMIN_LIMITED" },
  now: "2026-01-01T00:00:00.000Z",
  limits: { ...defaultLimits, ...limits },
  workflow,
  roles,
  permissions: {},
  reasons: {},
  mentions: {},
});

/** The app of these tests, as its types reach the client. */
export interface App {
  readonly operations: {
    readonly "boards.open": {
      readonly signature?: (input: { boardId: string }) => { next: string | null };
    };
    readonly "tasks.create": { readonly signature?: (input: { title: string }) => { id: string } };
    readonly "users.me": { readonly signature?: (input: { full?: boolean }) => { name: string } };
  };
}

/** A client on a clock and sockets that the test controls. */
export function setUp(options: Partial<ClientOptions> = {}) {
  const runtime = createFakeRuntime();
  const sockets: FakeSocket[] = [];
  const client = createClient<App>({
    url: "ws://test",
    token: () => "token",
    WebSocket: class extends FakeSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        sockets.push(this);
      }
    },
    runtime,
    ...options,
  });
  const statuses: string[] = [client.status];
  client.onStatus((status) => void statuses.push(status));
  const socket = () => sockets.at(-1) as FakeSocket;
  /** Opens the newest socket, takes its authentication and sends `welcome`. */
  async function greet(limits?: Partial<Limits>) {
    await settled();
    socket().onopen?.({});
    socket().say(welcome(limits));
    await settled();
    return socket();
  }
  return {
    client,
    /** The client without the types of the app. */
    core: client as unknown as ClientCore,
    runtime,
    sockets,
    statuses,
    /** The newest socket. */
    socket,
    greet,
    /** Drops the connection, waits for the next attempt and welcomes it. */
    async again(code?: number, reason?: string) {
      const before = sockets.length;
      socket().drop(code, reason);
      while (sockets.length === before) await runtime.advance(1_000);
      return greet();
    },
  };
}
