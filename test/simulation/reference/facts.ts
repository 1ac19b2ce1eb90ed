import type { Erased, Timeline, Visibility } from "./entry.ts";
import type { PostRecord } from "./writings.ts";

/** A task, as far as it decides who may read what. */
export interface TaskFacts {
  readonly requesterId: string;
  readonly assignees: Map<string, string | null>;
  readonly involved: Timeline<ReadonlySet<string>>;
  readonly born: number;
  /** Number of commits, including the one that deleted it. */
  gone: number;
}

type TaskRecord = { readonly title: string; readonly requesterId: string };
type Step = { readonly id: string; readonly assigneeId: string | null };
/** The parts of an event's data that decide who may read what. */
export interface Body {
  readonly erased: Erased;
  readonly board?: { readonly archived: boolean };
  readonly task?: TaskRecord;
  readonly subtask?: Step;
  readonly subtasks?: readonly Step[];
  readonly member?: { readonly role?: string };
  readonly user?: { readonly disabled: boolean; readonly name: string };
  readonly message?: PostRecord & { readonly roomId: string };
  readonly comment?: PostRecord & { readonly taskId: string };
  readonly room?: { readonly id: string; readonly direct: readonly string[] | null };
  readonly nudge?: { readonly taskId: string };
}

export const nobody: ReadonlySet<string> = new Set();
/** How much of a board each role sees. */
export const sightOf: { readonly [role: string]: Visibility } = {
  ADMIN: "all",
  ADMIN_LIMITED: "own",
};

export const isWork = (body: Body | undefined): boolean =>
  body?.task !== undefined ||
  body?.subtask !== undefined ||
  (body?.subtasks !== undefined && body.subtasks.length > 0);

export const involvedIn = ({ requesterId, assignees }: TaskFacts): ReadonlySet<string> =>
  new Set([requesterId, ...assignees.values()].filter((userId) => userId !== null));
