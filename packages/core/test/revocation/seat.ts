import type { Link } from "../../src/session/link.ts";
import type { Sessions } from "../../src/session/sessions.ts";
import type { FakeRuntime } from "../../src/testing/fake-runtime.ts";

type Frame = { readonly type: string; readonly [name: string]: unknown };
type Node = { readonly sessions: Sessions };
type Doing = "live" | "replay" | "snapshot";

/** One session of the user who loses access, with everything that reached it. */
export interface Seat {
  readonly frames: readonly Frame[];
  follow(topic: string, after: string | undefined): void;
  leave(topic: string): void;
  /** Sends typing for the topic. */
  type(topic: string): void;
  /** Requests the state of a topic. */
  open(topic: string): void;
  doing(topic: string): Doing[];
  /** Called when access is lost: everything requested from then on must be refused. */
  lost(): void;
  /** Called when nothing may arrive any more. */
  overdue(): void;
  /** Id of the first call after the loss. */
  readonly firstCallAfter: number;
  /** Number of frames when nothing more was allowed to come. */
  readonly inTime: number;
}

export function takeSeat(
  { sessions }: Node,
  runtime: FakeRuntime,
  userId: string,
  { boardId, roomId }: { readonly boardId: string; readonly roomId: string },
): Seat {
  const frames: Frame[] = [];
  const asked = new Map<number, string>();
  /** Index of the frame from which a replay of the topic is expected. */
  const replays = new Map<string, number>();
  let lastId = 0;
  let firstCallAfter = Number.POSITIVE_INFINITY;
  let inTime = Number.POSITIVE_INFINITY;
  let isOpen = true;
  const link: Link = {
    send(frame) {
      const message = JSON.parse(typeof frame === "string" ? frame : frame.text) as Frame;
      if (message.type === "result") asked.delete(message.id as number);
      frames.push(message);
    },
    // Now and then the socket is full, and the replay waits.
    buffered: () => (isOpen && runtime.random() < 0.3 ? 300_000 : 0),
    drained: () =>
      new Promise((resolve) => void runtime.timer(Math.floor(runtime.random() * 20), resolve)),
    close() {
      isOpen = false;
    },
  };
  const session = sessions.connect(link, {
    authenticate: async () => ({ userId }),
    token: "token",
  });
  const send = (message: object) => {
    if (isOpen && frames.some(({ type }) => type === "welcome"))
      session.receive(JSON.stringify(message));
  };
  return {
    frames,
    follow(topic, after) {
      if (after !== undefined) replays.set(topic, frames.length);
      send({ type: "subscribe", topic, ...(after !== undefined && { after }) });
      send({ type: "presence", topic, on: true });
    },
    type: (topic) => send({ type: "typing", topic }),
    leave: (topic) => send({ type: "unsubscribe", topic }),
    open(topic) {
      const id = lastId++;
      asked.set(id, topic);
      const isRoom = topic.startsWith("room:");
      send({
        type: "call",
        id,
        operation: isRoom ? "rooms.open" : "boards.open",
        input: { boardId, ...(isRoom && { roomId }) },
      });
    },
    doing(topic) {
      const about = frames.filter((frame) => frame.topic === topic);
      const snapshot: Doing[] = [...asked.values()].includes(topic) ? ["snapshot"] : [];
      const since = replays.get(topic);
      if (since !== undefined && !frames.slice(since).some((frame) => isEnd(frame, topic)))
        return ["replay", ...snapshot];
      const last = about.findLast(({ type }) =>
        ["subscribed", "unsubscribed", "reload"].includes(type),
      );
      const events = about.filter(({ type }) => type === "events");
      // Counts as live only if it has received events by then.
      return last?.type === "subscribed" && events.length > 0 ? ["live", ...snapshot] : snapshot;
    },
    lost() {
      firstCallAfter = lastId;
    },
    overdue() {
      inTime = frames.length;
    },
    get firstCallAfter() {
      return firstCallAfter;
    },
    get inTime() {
      return inTime;
    },
  };
}

/** Whether this frame ends the replay of the topic, if there was one. */
function isEnd(frame: Frame, topic: string): boolean {
  if (frame.topic !== topic) return false;
  if (frame.type === "events") return true;
  return frame.type === "subscribed" ? frame.number === frame.head : frame.type !== "subscribed";
}
