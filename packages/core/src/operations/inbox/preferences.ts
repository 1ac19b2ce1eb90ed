import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { accessOf, maySee } from "../../model/access.ts";
import { boards } from "../../model/board.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import { timestampInput } from "../../model/id.ts";
import { idPattern } from "../../model/ids.ts";
import { memberId, members } from "../../model/member.ts";
import { thereAre } from "../../model/nearest.ts";
import {
  levels,
  ownTarget,
  type Preference,
  parseTarget,
  preferenceId,
  preferenceSchema,
  preferences,
} from "../../model/preference.ts";
import type { Reason } from "../../model/reason.ts";
import { rooms } from "../../model/room.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { tasks } from "../../model/task.ts";
import { userTopic } from "../../model/topic.ts";
import { type ReasonRules, rulesOf } from "../../notifications/reasons.ts";
import { optionalReason } from "../defined-names.ts";
import { listPage, nextSchema, pageInput } from "../page.ts";
import { changedSettings, checkFields, ownSettingsSchema } from "./own-settings.ts";

/** Throws if the target doesn't exist or the caller may not see it, with the same error for both. */
async function checkTarget(context: OperationContext, target: string): Promise<void> {
  if (target === ownTarget) return;
  const parsed = parseTarget(target);
  if (parsed && (await maySeeTarget(context, parsed))) return;
  throw new TaskwireError(
    "not_found",
    "There is no such board, room or task, or you may not see it.",
  );
}

async function maySeeTarget(
  context: OperationContext,
  { kind, id }: NonNullable<ReturnType<typeof parseTarget>>,
): Promise<boolean> {
  const { userId } = context.actor;
  const [room] = kind === "room" ? await context.get(rooms, [id]) : [];
  const [task] = kind === "task" ? await context.get(tasks, [id]) : [];
  const boardId = kind === "board" ? id : (room ?? task)?.boardId;
  // While a board or a room is being deleted, it still has members.
  if (boardId === undefined || !(await context.get(boards, [boardId]))[0]) return false;
  if (room) return (await context.get(roomMembers, [roomMemberId(id, userId)]))[0] !== undefined;
  const [member] = await context.get(members, [memberId(boardId, userId)]);
  if (!member) return false;
  return !task || maySee(task, accessOf(member.role, context.definitions.roles), userId);
}

const list = query({
  name: "preferences.list",
  target: "app",
  permission: "anyone",
  summary:
    "List the caller's notification settings for boards, rooms and tasks, and for themselves.",
  route: { method: "GET", path: "/preferences" },
  input: z.strictObject(pageInput),
  output: z.object({ preferences: z.array(preferenceSchema), next: nextSchema }),
  async run(context, { limit, after }) {
    const query = { index: "user", equals: { userId: context.actor.userId }, limit, after };
    const { records, next } = await listPage(context, preferences, query);
    return { preferences: records, next };
  },
});

const targetSchema = z
  .string()
  .refine(
    (target) => target === ownTarget || parseTarget(target) !== undefined,
    "A target is `board:<id>`, `room:<id>` or `task:<id>`; or `me`",
  )
  .meta({ pattern: `${idPattern.replace("^", "^(board|room|task):")}|^${ownTarget}$` });

const changesSchema = z.object({
  level: z.enum(levels).nullable().optional(),
  muteUntil: timestampInput.nullable().optional(),
  off: z.array(optionalReason).max(200).nullable().optional(),
});

/** Returns a preference after a change. Fields that aren't given stay as they are. */
function changedPreference(
  before: Preference,
  { level, muteUntil, off }: z.output<typeof changesSchema>,
  rules: ReasonRules,
): Preference {
  return {
    ...before,
    level: level === undefined ? before.level : level,
    muteUntil: muteUntil === undefined ? before.muteUntil : muteUntil,
    off: off === undefined ? before.off : rules.sorted([...new Set(off ?? [])]),
  };
}

const emptyPreference = (userId: string, target: string): Preference => ({
  id: preferenceId(userId, target),
  version: 0,
  userId,
  target,
  level: null,
  muteUntil: null,
  off: [],
  timeZone: null,
  quiet: null,
  digest: null,
});

const set = command({
  name: "preferences.set",
  target: "app",
  permission: "anyone",
  summary:
    "Change the caller's notification settings for a board, room or task. With the target `me`: when channels such as mail may send. Omitted fields stay as they are; null resets a field.",
  route: { method: "PUT", path: "/preferences/:target" },
  record: ({ target }, userId) => ({
    collection: preferences.name,
    id: preferenceId(userId, target),
  }),
  input: z.strictObject({
    target: targetSchema,
    ...changesSchema.shape,
    ...ownSettingsSchema.shape,
  }),
  output: preferenceSchema,
  async run(context, { target, timeZone, quiet, digest, ...changes }) {
    const settings = { timeZone, quiet, digest };
    checkFields(target, changes, settings);
    const rules = rulesOf(context.definitions);
    const unknown = changes.off?.find((reason) => !rules.knows(reason));
    if (unknown !== undefined)
      throw new TaskwireError(
        "invalid",
        `There is no reason "${unknown.slice(0, 100)}"; ${thereAre(unknown, rules.names)}.`,
      );
    const critical = changes.off?.find((reason) => rules.isCritical(reason));
    if (critical)
      throw new TaskwireError(
        "invalid",
        `"${critical}" can't be switched off: it is always sent. Leave it out.`,
      );
    await checkTarget(context, target);
    const { userId } = context.actor;
    const [before] = await context.get(preferences, [preferenceId(userId, target)]);
    const current = before ?? emptyPreference(userId, target);
    const preference = changedSettings(changedPreference(current, changes, rules), settings);
    if (isSameJson(preference, current)) return current;
    context.emit({
      topic: userTopic(userId),
      type: "preference.changed",
      subject: preference.id,
      audience: null,
      put: { preference: [preferences, preference] },
    });
    return preference;
  },
});

/** Operations on the caller's notification settings. */
export const preferenceOperations = { "preferences.list": list, "preferences.set": set };

/** The operations on preferences, typed with the names of the reasons. */
export interface PreferenceOperations<OwnReason extends string> {
  "preferences.list": typeof list;
  "preferences.set": Operation<
    "preferences.set",
    Omit<z.input<typeof set.input>, "off"> & { off?: (Reason | OwnReason)[] | null },
    Preference
  >;
}
