import { type Board, boardTopic } from "@taskwire/core/model";
import type { ClientCore } from "./client.ts";
import { type Arrival, type Following, follow } from "./follow.ts";
import { readAll } from "./read-all.ts";

/** Maximum number of boards that are followed. Changes on the others are noticed at the next read. */
const maxBoards = 50;

type Ending = { readonly signal: AbortSignal };

interface BoardListener {
  /** The events of a board arrive from now on. Those before may be missing. */
  joined(): void;
  apply(events: Arrival): void;
  /** There is no such board any more, or this person may not see it. */
  left(): void;
}

/** The boards of the person who is connected, each followed by one subscription. */
export interface OwnBoards {
  /** Reads which boards these are, and follows them and only them. Resolves when their events arrive, or can't. */
  read(ending: Ending): Promise<readonly Board[]>;
  isFollowed(boardId: string): boolean;
  leave(): void;
}

/** Follows a person's boards, for a store that shows things of all of them. */
export function followOwnBoards(client: ClientCore, listener: BoardListener): OwnBoards {
  const followed = new Map<string, Following>();

  /** Resolves when the events of a board arrive, or can't. */
  function join({ id }: Board): Promise<void> {
    return new Promise((resolve) => {
      // It may be gone at once.
      let isGone = false;
      const following = follow(client, boardTopic(id), {
        open: async () => {},
        replace() {
          resolve();
          listener.joined();
        },
        apply: listener.apply,
        failed(reason) {
          if (reason) resolve();
        },
        gone() {
          isGone = true;
          followed.delete(id);
          resolve();
          listener.left();
        },
      });
      if (!isGone) followed.set(id, following);
    });
  }

  return {
    async read(ending) {
      const input = { limit: 200 };
      type All = { readonly boards: Board[] };
      const { boards } = await readAll<All>(client, "boards.list", input, ending, "next");
      // The store may have stopped meanwhile.
      ending.signal.throwIfAborted();
      const wanted = new Map(boards.slice(0, maxBoards).map((board) => [board.id, board]));
      for (const [id, following] of followed)
        if (!wanted.has(id)) {
          following.leave();
          followed.delete(id);
        }
      const joining = [...wanted.values()].filter(({ id }) => !followed.has(id));
      await Promise.all(joining.map(join));
      return boards;
    },
    isFollowed: (boardId) => followed.has(boardId),
    leave() {
      for (const following of followed.values()) following.leave();
      followed.clear();
    },
  };
}
