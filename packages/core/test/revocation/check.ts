import type { LoggedEvent } from "../../src/storage/storage.ts";
import type { Played } from "./schedule.ts";

type Record = { readonly version?: number; readonly id?: string };
type Sent = { readonly number: number; readonly type: string };

/** Number of the event by which the user lost the topic or part of it. Infinity if they keep it. */
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

/**
 * Describes everything that reached the user after they lost the right to it. Empty if nothing did.
 */
export async function violations(played: Played): Promise<string[]> {
  const found: string[] = [];
  const topics = [`board:${played.boardId}`, `room:${played.roomId}`];
  for (const topic of topics) {
    const { at } = await lossIn(topic, played);
    for (const { frames } of played.seats) {
      for (const frame of frames) {
        if (frame.type === "events" && frame.topic === topic)
          // Users may see events of their own membership.
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

/** The topics that the user lost. */
function lostTopics({ revocation, boardId, roomId }: Played): string[] {
  if (revocation === "given a smaller role") return [];
  if (revocation === "removed from the room" || revocation === "left the room")
    return [`room:${roomId}`];
  return [`board:${boardId}`, `room:${roomId}`];
}

/** Typing and presence of lost topics, received after the time that the news may take. */
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

/** Open notifications about places that the user lost, except that they were removed. */
function openRows({ open, ...played }: Played): string[] {
  const lost = lostTopics({ open, ...played });
  return open
    .filter(({ reason }) => reason !== "removed")
    .filter(({ roomId, boardId }) =>
      lost.includes(roomId === null ? `board:${boardId}` : `room:${roomId}`),
    )
    .map(({ reason, about }) => `an open row (${reason}) about ${about}`);
}
