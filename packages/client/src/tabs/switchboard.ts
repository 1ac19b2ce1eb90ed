import type { Down, Up, Welcome } from "@taskwire/core/protocol";
import { createSharedTopics, type Line } from "./shared-topics.ts";

/** One tab at a switchboard. */
export interface Extension {
  /** Takes a frame of the tab for the server. */
  take(frame: Up): void;
  /** The tab is gone, or has closed its socket. */
  leave(): void;
}

/** Shares one connection among several tabs: it tells their calls and topics apart. */
export interface Switchboard {
  /** `isOwner`: the tab that has the connection. It answers pings and brings new tokens. */
  join(deliver: (frame: Down) => void, isOwner: boolean): Extension;
  /** Takes a frame of the server. */
  receive(frame: Down): void;
}

type Call = Extract<Up, { type: "call" }>;

/** @param send sends a frame to the server. */
export function createSwitchboard({ limits }: Welcome, send: (frame: Up) => void): Switchboard {
  const lines = new Set<Line>();
  let owner: Line | undefined;
  const topics = createSharedTopics(send);
  /** The calls that the server works on, by the id that they have on this connection. */
  const inFlight = new Map<number, { readonly line: Line; readonly id: number }>();
  /** The server takes only so many calls at a time on one connection. */
  const waiting: { readonly line: Line; readonly call: Call }[] = [];
  let lastId = 0;

  function sendWaiting() {
    while (inFlight.size < limits.callsInFlight) {
      const next = waiting.shift();
      if (!next) return;
      const { line, call } = next;
      // The server would answer it, and nobody waits for the answer.
      if (!lines.has(line)) continue;
      const id = ++lastId;
      inFlight.set(id, { line, id: call.id });
      send({ ...call, id });
    }
  }

  return {
    join(deliver, isOwner) {
      const line: Line = { deliver };
      lines.add(line);
      if (isOwner) owner = line;
      return {
        take(frame) {
          switch (frame.type) {
            case "call":
              waiting.push({ line, call: frame });
              return sendWaiting();
            case "subscribe":
              return topics.subscribe(line, frame.topic, frame.after);
            case "unsubscribe":
              topics.unsubscribe(line, frame.topic);
              return deliver({ type: "unsubscribed", topic: frame.topic });
            case "presence":
              return topics.watch(line, frame.topic, frame.on);
            case "ping":
              // The owner asks the server, and closes the connection if it is dead.
              return isOwner ? send(frame) : deliver({ type: "pong" });
            case "typing":
              return send(frame);
            default:
              if (isOwner) send(frame);
          }
        },
        leave() {
          lines.delete(line);
          topics.leave(line);
        },
      };
    },
    receive(frame) {
      switch (frame.type) {
        case "result": {
          const call = inFlight.get(frame.id);
          inFlight.delete(frame.id);
          if (call && lines.has(call.line)) call.line.deliver({ ...frame, id: call.id });
          return sendWaiting();
        }
        case "subscribed":
        case "events":
        case "reload":
        case "unsubscribed":
        case "presence":
        case "typing":
          return topics.receive(frame);
        case "inbox":
        case "rooms":
          return topics.receiveOwn(frame);
        case "authenticated":
        case "refresh":
        case "pong":
          return owner?.deliver(frame);
        default:
          if (frame.type === "ping") topics.ping(frame);
          for (const line of lines) line.deliver(frame);
      }
    },
  };
}
