import type { Down } from "@taskwire/core/protocol";
import type { Node } from "../nodes.ts";
import { numberOf } from "../recording.ts";
import type { Past } from "../reference/past.ts";
import { marksOf } from "./words.ts";

interface Position {
  readonly userId: string;
  readonly topic: string;
  readonly cursor: string;
}

/** Returns a line that ends as soon as the server has sent all missed events of one topic. */
function connect({ userId, topic, cursor }: Position, node: Node): Promise<Down[]> {
  const frames: Down[] = [];
  return new Promise((resolve) => {
    const end = () => {
      session.ended();
      resolve(frames);
    };
    let to = Number.POSITIVE_INFINITY;
    const session = node.taskwire.sessions.connect(
      {
        send(frame) {
          const down = JSON.parse(typeof frame === "string" ? frame : frame.text) as Down;
          if (down.type === "welcome")
            session.receive(JSON.stringify({ type: "subscribe", topic, after: cursor }));
          if (!("topic" in down) || down.topic !== topic) return;
          frames.push(down);
          if (down.type === "subscribed") to = down.head;
          const isOver = down.type === "reload" || down.type === "unsubscribed";
          const at = down.type === "subscribed" ? down.number : "to" in down ? down.to : 0;
          if (isOver || at >= to) queueMicrotask(end);
        },
        buffered: () => 0,
        drained: async () => {},
        close: () => resolve(frames),
      },
      { authenticate: async () => ({ userId }) },
    );
    session.receive(JSON.stringify({ type: "authenticate", token: userId }));
  });
}

/**
 * Follows a topic again from a cursor that the user once held. The events have to be those of the log as
 * it is now: without the data that was taken from them since.
 */
export async function replay(
  position: Position,
  node: Node,
  past: Past,
  soon: <T>(promise: Promise<T>) => Promise<T>,
): Promise<{ readonly marks: ReadonlySet<string>; readonly wrong: readonly string[] }> {
  const { userId, topic, cursor } = position;
  const { now } = past;
  const frames = await soon(connect(position, node));
  const events = frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
  const marks = marksOf(JSON.stringify(events));
  const visibility = now.visibilityOf(topic, userId).last;
  const first = frames[0];
  if (!first) return { marks, wrong: [`${topic} got no answer for ${userId}`] };
  if (first.type !== "subscribed") return { marks, wrong: [] };
  const of = `a replay of ${topic} from ${numberOf(cursor)} for ${userId}`;
  if (visibility === "none") return { marks, wrong: [`${of} began, though it is not for them`] };
  // The node may have known an older head when it answered. Then the last page has events after it.
  const to = Math.max(first.head, ...frames.map((frame) => ("to" in frame ? frame.to : 0)));
  const range = { visibility, from: first.number, to };
  const emptied = now
    .entries(topic)
    .slice(range.from, range.to)
    .map(({ isRedacted, left }) => (isRedacted ? left.at(-1) : undefined));
  const due = now
    .expected(topic, userId, range)
    .flatMap(({ text, left, isLost }) =>
      isLost ? [] : [left.find((one) => emptied.includes(one)) ?? text],
    );
  const seen = events.map((event) => JSON.stringify(event));
  const at = due.findIndex((text, i) => text !== seen[i]);
  const wrong =
    at >= 0 || seen.length > due.length
      ? [`${of}: expected ${due[at] ?? "no more"}, saw ${seen[at < 0 ? due.length : at]}`]
      : [];
  return { marks, wrong };
}
