import { z } from "zod";

/** A valid value for each field name. A field that a new operation brings must be added here. */
const values: { readonly [field: string]: unknown } = {
  boardId: "sales",
  taskId: "task",
  taskIds: ["task"],
  subtaskId: "subtask",
  roomId: "room",
  messageId: "message",
  commentId: "comment",
  memberIds: ["lek"],
  archived: false,
  handle: "lek",
  text: "Words",
  spans: [],
  replyTo: "message",
  confirm: 30,
  query: "le",
  userId: "lek",
  id: "new-id",
  assigneeId: "lek",
  requesterId: "dao",
  involvedId: "dao",
  dependsOn: [],
  position: 0,
  name: "A name",
  title: "A title",
  description: "Words",
  reason: "A reason",
  role: "ADMIN",
  disabled: false,
  data: null,
  type: "task",
  state: "pending",
  kind: "waiting",
  action: "approve",
  step: "check",
  for: "lek",
  order: "newest",
  limit: 10,
  list: "decide",
  after: "WyJ4Il0",
  before: "1~x~a",
  dueAt: "2026-01-01T00:00:00.000Z",
  version: 1,
  ids: ["row"],
  upTo: "row",
  target: "board:sales",
  level: "all",
  muteUntil: "2026-01-01T00:00:00.000Z",
  off: ["mention.everyone"],
  // Only for the target `me`.
  timeZone: undefined,
  quiet: undefined,
  digest: undefined,
  url: "https://crm.example/",
  secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  types: ["task.created"],
  operation: "tasks.approve",
  input: { boardId: "sales", taskId: "task" },
  as: "dao",
  eventId: "event.0",
  token: "no-such-token",
  code: "123",
  actions: ["approve"],
  mode: "signIn",
};

/** Fields that mean something else in one operation. */
const special: { readonly [operation: string]: { readonly [field: string]: unknown } } = {
  "links.make": { confirm: "code" },
};

/** Commands on the caller's own data: everybody may run them, and here they change nothing. */
export const onOwnData = ["inbox.read", "inbox.done"];

export interface OperationInfo {
  readonly name: string;
  readonly kind: "command" | "query";
  readonly input: z.ZodType;
}

/** An input with a valid value for every field of an operation. */
export function fullInput({ name, input }: OperationInfo): { [field: string]: unknown } {
  const { properties = {} } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return Object.fromEntries(
    Object.keys(properties).map((field) => {
      if (!(field in values)) throw new Error(`${name} takes ${field}: give it a value here.`);
      return [field, special[name]?.[field] ?? values[field]];
    }),
  );
}

/** Whether a field names something that may belong to somebody else. */
export const isIdField = (field: string): boolean => /^id$|Id$/.test(field);
