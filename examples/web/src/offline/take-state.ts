import { boardStore } from "@taskwire/client/board";
import { taskCountsStore } from "@taskwire/client/counts";
import { inboxStore } from "@taskwire/client/inbox";
import { ready } from "@taskwire/client/ready";
import { roomStore } from "@taskwire/client/room";
import { roomsStore } from "@taskwire/client/rooms";
import type { ServerState } from "@taskwire/client/server";
import { taskStore } from "@taskwire/client/task";
import { workStore } from "@taskwire/client/work";
import type { DealerClient } from "../connection/client.ts";
import { boardId } from "../workplace/workplace.ts";

/** So many rooms are kept, those with the newest messages. */
const maxRooms = 5;
/** So many requests are kept with their steps, the newest ones. */
const maxTasks = 8;

type Answer = ServerState["answers"][number];
type Call = (operation: string, input?: unknown) => Promise<unknown>;

const nothing = () => () => {};

/** Reads what the pages need, and returns the answers. Undefined if the client is not connected. */
export async function takeState(client: DealerClient): Promise<ServerState | undefined> {
  const { welcome } = client;
  if (!welcome) return undefined;
  const answers: Answer[] = [];
  const ask = client.call as unknown as Call;
  const call: Call = async (operation, input = {}) => {
    const answer = await ask(operation, input);
    answers.push({ operation, input, answer });
    return answer;
  };
  // Its stores read once and follow nothing.
  const reader: DealerClient = Object.create(client, {
    call: { value: call },
    onStatus: { value: nothing },
    onFrame: { value: nothing },
    onClose: { value: nothing },
    subscribe: {
      value(
        _topic: string,
        { onSubscribed }: { onSubscribed?(cursor: string): void },
        after?: string,
      ) {
        if (after === undefined) queueMicrotask(() => onSubscribed?.(""));
        return { cursor: after, resume() {}, unsubscribe() {} };
      },
    },
  });
  // The person's own log is followed from here on.
  const { cursor: ownCursor } = (await ask("inbox.open")) as {
    readonly cursor: string;
  };
  const rooms = roomsStore(reader, boardId);
  const board = boardStore(reader, boardId);
  await Promise.all([
    ready(board),
    ready(taskCountsStore(reader, boardId)),
    ready(inboxStore(reader)),
    ready(workStore(reader)),
    ready(rooms),
  ]);
  const newest = rooms
    .getSnapshot()
    .rooms.toSorted((a, b) => ((a.lastMessage?.id ?? "") < (b.lastMessage?.id ?? "") ? 1 : -1))
    .slice(0, maxRooms);
  await Promise.all(
    newest.map(({ room }) => ready(roomStore(reader, { boardId, roomId: room.id }))),
  );
  // One after the other, so that what the person does meanwhile is not slowed down.
  for (const { id: taskId } of board.getSnapshot().tasks.slice(0, maxTasks))
    await ready(taskStore(reader, { boardId, taskId }));
  return { welcome, ownCursor, answers };
}
