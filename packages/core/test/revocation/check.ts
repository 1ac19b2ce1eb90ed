import type { LoggedEvent } from "../../src/storage/storage.ts";
import type { Played } from "./schedule.ts";

type Record = { readonly version?: number; readonly id?: string };
type Sent = { readonly number: number; readonly type: string };

/** The number of the event by which the person lost the topic, or saw less of it; infinite when they keep it. */
async function lossIn(
  topic: string,
  { storage, revocation }: Played,
): Promise<{ log: readonly LoggedEvent[]; at: number }> {
  const page = await storage.events({ topic, after: { number: 0, id: "" }, limit: 1_000 });
  const log = page.status === "page" ? page.events : [];
  const type = revocation === "given a smaller role" ? "member.changed" : "member.removed";
  const loss = log.find((event) => event.type === type && event.subject === "victim");
  return { log, at: loss?.number ?? Number.POSITIVE_INFINITY };
}

/** What reached somebody after they had lost the right to it, in words; empty when nothing did. */
export async function violations(played: Played): Promise<string[]> {
  const found: string[] = [];
  const topics = [`board:${played.boardId}`, `room:${played.roomId}`];
  for (const topic of topics) {
    const { at } = await lossIn(topic, played);
    for (const { frames } of played.seats) {
      for (const frame of frames) {
        if (frame.type === "events" && frame.topic === topic)
          // The person's own membership is theirs to know.
          for (const { number, type } of frame.events as Sent[])
            if (number > at && type !== "hidden")
              found.push(`event ${number} (${type}) of ${topic}, lost at ${at}`);
        if (frame.type !== "result" || !frame.result) continue;
        const { messages = [], tasks = [] } = frame.result as {
          messages?: Record[];
          tasks?: Record[];
        };
        const records = topic.startsWith("room:") ? messages : tasks;
        for (const { version = 0, id } of records)
          if (version > at)
            found.push(`snapshot with ${id} at ${version} of ${topic}, lost at ${at}`);
      }
    }
  }
  found.push(...staleSignals(played), ...openRows(played));
  if (played.revocation === "disabled") {
    for (const { frames, firstCallAfter, inTime } of played.seats) {
      for (const frame of frames)
        if (
          frame.type === "result" &&
          frame.result !== undefined &&
          (frame.id as number) >= firstCallAfter
        )
          found.push(`an answer to call ${frame.id}, asked for by a disabled account`);
      for (const { type } of frames.slice(inTime))
        found.push(`${type} to an account that was disabled long before`);
    }
  }
  return found;
}

/** What somebody has lost, by how. */
function lostTopics({ revocation, boardId, roomId }: Played): string[] {
  if (revocation === "given a smaller role") return [];
  if (revocation === "removed from the room" || revocation === "left the room")
    return [`room:${roomId}`];
  return [`board:${boardId}`, `room:${roomId}`];
}

/** Who is typing or present is no longer theirs to know, once the news of their loss has had its time. */
function staleSignals(played: Played): string[] {
  const lost = lostTopics(played);
  return played.seats.flatMap(({ frames, inTime }) =>
    frames
      .slice(inTime)
      .filter(
        ({ type, topic }) =>
          (type === "typing" || type === "presence") && lost.includes(topic as string),
      )
      .map(({ type, topic }) => `${type} of ${topic}, lost long before`),
  );
}

/** What their inbox still asks about a place that they have lost; that they were removed is theirs to know. */
function openRows({ open, ...played }: Played): string[] {
  const lost = lostTopics({ open, ...played });
  return open
    .filter(({ reason }) => reason !== "removed")
    .filter(({ roomId, boardId }) =>
      lost.includes(roomId === null ? `board:${boardId}` : `room:${roomId}`),
    )
    .map(({ reason, about }) => `an open row (${reason}) about ${about}`);
}
