import { type ReactionEvent, type Taskwire, TaskwireError } from "@taskwire/core";

type Done = Promise<unknown>;

/** The parts of taskwire that this server uses. They are the same for every workflow. */
export interface Hosted
  extends Pick<
    Taskwire<object>,
    | "open"
    | "close"
    | "call"
    | "admit"
    | "admitStranger"
    | "ready"
    | "stats"
    | "sessions"
    | "definitions"
  > {
  readonly operations: object;
  react(
    name: string,
    type: "notification.created",
    handler: (event: Pick<ReactionEvent, "data">) => void,
  ): void;
  readonly system: {
    readonly boards: { create(input: { id: string; name: string }): Done };
    readonly rooms: { create(input: { boardId: string; id: string; name: string }): Done };
    readonly members: {
      add(input: { boardId: string; userId: string }): Done;
      change(input: { boardId: string; userId: string; role: null }): Done;
    };
    readonly roomMembers: {
      add(input: { boardId: string; roomId: string; userId: string }): Done;
    };
    readonly users: {
      put(input: {
        id: string;
        name: string;
        role: string;
        disabled?: boolean | undefined;
        handle?: string | null | undefined;
      }): Done;
    };
    readonly links: {
      make(input: {
        boardId: string;
        taskId: string;
        userId: string;
        actions: string[];
      }): Promise<{ readonly url: string }>;
    };
    readonly reactions: {
      failed(input: {
        limit: number;
      }): Promise<{ readonly reactions: readonly unknown[]; readonly next: string | null }>;
      retry(input: { id: string }): Done;
    };
  };
}

/** The places of an app on taskwire that everybody belongs to. */
export interface Place {
  /** The only board. Everybody is a member. */
  readonly board: { readonly id: string; readonly name: string };
  /** The first room. Everybody is in it. */
  readonly room: { readonly id: string; readonly name: string };
  /** The roles that an account can have. The role ADMIN looks after accounts. */
  readonly roles: readonly string[];
}

/** Creates the board and its room if they don't exist yet. */
export async function ensureBoard({ system }: Hosted, { board, room }: Place): Promise<void> {
  await system.boards.create(board).catch(ignoreRefusal("id"));
  await system.rooms.create({ boardId: board.id, ...room }).catch(ignoreRefusal("id"));
}

/**
 * Makes sure that a person is a member of the board and the room, with the role of their account. A
 * role that only the board gave is removed, or it would stay when the account's role changes.
 */
export async function ensureMember(
  { system }: Hosted,
  { board, room }: Place,
  userId: string,
): Promise<void> {
  const boardId = board.id;
  await system.members.add({ boardId, userId }).catch(ignoreRefusal("member"));
  await system.members.change({ boardId, userId, role: null });
  const inRoom = { boardId, roomId: room.id, userId };
  await system.roomMembers.add(inRoom).catch(ignoreRefusal("member"));
}

/** Ignores the refusal by this rule, which means that the thing exists. Rethrows other errors. */
const ignoreRefusal = (rule: string) => (error: unknown) => {
  if (!(error instanceof TaskwireError && error.code === "refused" && error.details?.rule === rule))
    throw error;
};
