import type { Board, Definitions, Member } from "@taskwire/core/model";
import type { TaskwireError, Welcome } from "@taskwire/core/protocol";
import type { Records } from "./records.ts";
import { createViews, type Judged, type TaskView } from "./view.ts";

/** A board at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface BoardSnapshot {
  /** `gone`: there is no such board, or not for this person any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly board: Board | undefined;
  readonly members: readonly Member[];
  /** Newest first. */
  readonly tasks: readonly TaskView[];
  /** Who looks at it; `role` is the one that counts on this board. */
  readonly me: { readonly id: string; readonly name: string; readonly role: string } | undefined;
  /** Whether there are older tasks: `loadMore()` brings them. */
  readonly hasMore: boolean;
  /** What is in the way of loading it, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

export type Progress = Pick<BoardSnapshot, "status" | "hasMore"> & { readonly error: TaskwireError | undefined };

export const emptySnapshot: BoardSnapshot = {
  status: "loading",
  board: undefined,
  members: [],
  tasks: [],
  me: undefined,
  hasMore: false,
};

const isSame = (a: object, b: object) => {
  const names = Object.keys(a) as (keyof typeof a)[];
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
};

/** `next`, or `held` when it says the same: so that who compares by identity has nothing to do. */
const keep = <Shape extends object>(held: Shape, next: Shape): Shape => (isSame(held, next) ? held : next);

/** Draws snapshots of records, one after the other, with as little change of identity as there is change. */
export function createSnapshots(records: Records) {
  const drawTasks = createViews(records.subtasksOf);
  let definitions: Definitions | undefined;
  let definitionsText = "";
  let judged: Judged | undefined;
  let last = emptySnapshot;

  // Every connection brings roles and workflow anew, as a rule the same ones.
  function keepDefinitions({ workflow, roles }: Welcome): Definitions {
    const text = JSON.stringify([workflow, roles]);
    if (!definitions || text !== definitionsText) definitions = { workflow, roles };
    definitionsText = text;
    return definitions;
  }

  function judgedFor(user: Welcome["user"], welcome: Welcome): Judged {
    const member = records.members.find(({ userId }) => userId === user.id);
    const actor = { userId: user.id, role: member?.role ?? user.role };
    const next = { actor, board: records.board, member, definitions: keepDefinitions(welcome) };
    judged = judged ? keep(judged, { ...next, actor: keep(judged.actor, actor) }) : next;
    return judged;
  }

  return (progress: Progress, welcome: Welcome | undefined): BoardSnapshot => {
    const { status, hasMore, error } = progress;
    let { me, tasks } = last;
    if (welcome) {
      const { user } = welcome;
      const by = judgedFor(user, welcome);
      const seen = { id: user.id, name: by.member?.name ?? user.name, role: by.actor.role };
      me = me ? keep(me, seen) : seen;
      // Ids are UUIDv7, so they sort by age.
      tasks = keep(
        tasks,
        drawTasks(records.tasks(), by).sort((a, b) => (a.id < b.id ? 1 : -1)),
      );
    }
    const { board, members } = records;
    last = keep(last, { status, board, members, tasks, me, hasMore, ...(error && { error }) });
    return last;
  };
}
