import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { accessOf, maySee } from "../../model/access.ts";
import { timestampSchema } from "../../model/id.ts";
import { memberId, members } from "../../model/member.ts";
import {
  levels,
  type Preference,
  parseTarget,
  preferenceId,
  preferenceSchema,
  preferences,
} from "../../model/preference.ts";
import { reasons } from "../../model/reason.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { tasks } from "../../model/task.ts";
import { userTopic } from "../../model/topic.ts";
import { isCritical } from "../../notifications/reasons.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema } from "../input.ts";

/** Refuses a place that isn't there or isn't this person's, both in the same words. */
async function checkTarget(context: OperationContext, target: string): Promise<void> {
  const { userId } = context.actor;
  const place = parseTarget(target);
  if (!place)
    throw new TaskwireError("invalid", "`target` is `board:<id>`, `room:<id>` or `task:<id>`.");
  if (await maySeePlace(context, place, userId)) return;
  throw new TaskwireError(
    "not_found",
    "There is no such board, room or task, or you may not see it.",
  );
}

async function maySeePlace(
  context: OperationContext,
  { kind, id }: NonNullable<ReturnType<typeof parseTarget>>,
  userId: string,
): Promise<boolean> {
  if (kind === "room")
    return (await context.get(roomMembers, [roomMemberId(id, userId)]))[0] !== undefined;
  const [task] = kind === "task" ? await context.get(tasks, [id]) : [];
  if (kind === "task" && !task) return false;
  const [member] = await context.get(members, [memberId(task?.boardId ?? id, userId)]);
  if (!member) return false;
  return !task || maySee(task, accessOf(member.role, context.definitions.roles), userId);
}

const list = query({
  name: "preferences.list",
  target: "app",
  permission: "anyone",
  summary: "What one wants to be told, of the boards, rooms and tasks where one has said so.",
  route: { method: "GET", path: "/preferences" },
  input: z.strictObject({ limit: limitSchema, after: afterSchema }),
  output: z.object({ preferences: z.array(preferenceSchema), next: z.string().nullable() }),
  async run(context, { limit, after }) {
    const from = decodeAfter(after);
    const equals = { userId: context.actor.userId };
    const page = await context.list(preferences, {
      index: "user",
      equals,
      limit,
      ...(from && { after: from }),
    });
    return { preferences: page.records, next: encodeNext(page.next) };
  },
});

const set = command({
  name: "preferences.set",
  target: "app",
  permission: "anyone",
  summary:
    "Say what one wants to be told of a board, a room or a task. What is left out stays as it is; null takes it back.",
  route: { method: "PUT", path: "/preferences/:target" },
  input: z.strictObject({
    target: z.string().max(160),
    level: z.enum(levels).nullable().optional(),
    muteUntil: timestampSchema.max(40).nullable().optional(),
    off: z.array(z.enum(reasons)).max(reasons.length).optional(),
  }),
  output: preferenceSchema,
  async run(context, { target, level, muteUntil, off }) {
    const critical = off?.find(isCritical);
    if (critical)
      throw new TaskwireError(
        "invalid",
        `"${critical}" can't be switched off: it always gets through. Leave it out.`,
      );
    await checkTarget(context, target);
    const { userId } = context.actor;
    const id = preferenceId(userId, target);
    const [found] = await context.get(preferences, [id]);
    const before: Preference = found ?? {
      id,
      version: 0,
      userId,
      target,
      level: null,
      muteUntil: null,
      off: [],
    };
    const next: Preference = {
      ...before,
      level: level === undefined ? before.level : level,
      // As it is compared: a fraction of any length is a time too.
      muteUntil:
        muteUntil === undefined ? before.muteUntil : muteUntil && new Date(muteUntil).toISOString(),
      off: off === undefined ? before.off : reasons.filter((reason) => off.includes(reason)),
    };
    context.emit({
      topic: userTopic(userId),
      type: "preference.changed",
      subject: id,
      audience: null,
      put: { preference: [preferences, next] },
    });
    return next;
  },
});

/** What people want to be told. */
export const preferenceOperations = { "preferences.list": list, "preferences.set": set };
