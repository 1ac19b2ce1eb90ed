import type { Down, Up, Welcome } from "@taskwire/core/protocol";
import { createSharedTopics, type Tab } from "./shared-topics.ts";

/** One tab at a switchboard. */
export interface Extension {
  /** Takes a frame of the tab for the server. */
  take(frame: Up): void;
  /** The tab is gone, or has closed its socket. */
  leave(): void;
}

/** Shares one connection among several tabs: it tells their calls and topics apart. */
export interface Switchboard {
  /** `isOwner`: the tab that has the connection. It answers the server's pings and brings new tokens. */
  join(deliver: (frame: Down) => void, isOwner: boolean): Extension;
  /** Takes a frame of the server. */
  receive(frame: Down): void;
}

type Call = Extract<Up, { type: "call" }>;

/** @param send sends a frame to the server. */
export function createSwitchboard({ limits }: Welcome, send: (frame: Up) => void): Switchboard {
  const tabs = new Set<Tab>();
  let owner: Tab | undefined;
  const topics = createSharedTopics(send);
  /** The calls that the server works on, by the id that they have on this connection. */
  const inFlight = new Map<number, { readonly tab: Tab; readonly id: number }>();
  /** The server takes only so many calls at a time on one connection. */
  const waiting: { readonly tab: Tab; readonly call: Call }[] = [];
  let lastId = 0;

  function sendWaiting() {
    while (inFlight.size < limits.callsInFlight) {
      const next = waiting.shift();
      if (!next) return;
      const { tab, call } = next;
      // The server would answer it, and nobody waits for the answer.
      if (!tabs.has(tab)) continue;
      const id = ++lastId;
      inFlight.set(id, { tab, id: call.id });
      send({ ...call, id });
    }
  }

  return {
    join(deliver, isOwner) {
      const tab: Tab = { deliver };
      tabs.add(tab);
      if (isOwner) owner = tab;
      return {
        take(frame) {
          switch (frame.type) {
            case "call":
              waiting.push({ tab, call: frame });
              return sendWaiting();
            case "subscribe":
              return topics.subscribe(tab, frame.topic, frame.after);
            case "unsubscribe":
              topics.unsubscribe(tab, frame.topic);
              return deliver({ type: "unsubscribed", topic: frame.topic });
            case "presence":
              return topics.watch(tab, frame.topic, frame.on);
            // Only the server knows whether the connection is dead. A browser lets the timers of the owner run rarely
            // if it is hidden, so every tab asks.
            case "ping":
            case "typing":
              return send(frame);
            default:
              if (isOwner) send(frame);
          }
        },
        leave() {
          tabs.delete(tab);
          topics.leave(tab);
        },
      };
    },
    receive(frame) {
      switch (frame.type) {
        case "result": {
          const call = inFlight.get(frame.id);
          inFlight.delete(frame.id);
          if (call && tabs.has(call.tab)) call.tab.deliver({ ...frame, id: call.id });
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
          return owner?.deliver(frame);
        default:
          if (frame.type === "ping") topics.ping(frame);
          for (const tab of tabs) tab.deliver(frame);
      }
    },
  };
}
