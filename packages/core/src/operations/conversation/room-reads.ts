import { z } from "zod";
import { query } from "../../engine/operation/definition.ts";
import { onMessage, onRoom } from "../../engine/operation/target-ids.ts";
import { boardSchema } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import { memberSchema } from "../../model/member.ts";
import { messageSchema, messages } from "../../model/message.ts";
import { readMarkerId, readMarkerSchema, readMarkers } from "../../model/read-marker.ts";
import { roomSchema } from "../../model/room.ts";
import { roomMemberSchema, roomMembers } from "../../model/room-member.ts";
import { roomTopic } from "../../model/topic.ts";
import { AnswerBudget } from "../answer-budget.ts";
import { moreInput, moreOf, moreSchema, partsOf } from "../more.ts";
import { limitSchema, listPage } from "../page.ts";
import { personIn, personSchema } from "./direct-rooms.ts";
import { authorsSchema, postPage, postPageInput } from "./post-pages.ts";
import { postsAround } from "./posts-around.ts";

/** Maximum number of members in one answer of `rooms.open`. */
const maxMembers = 500;

const open = query({
  name: "rooms.open",
  target: "room",
  permission: "member",
  summary:
    "Get a room with its members, its newest 50 messages (newest first), the caller's membership of the board, and the cursor from which to follow the room. Of long messages there are fewer. The members of a large room come in several answers, with the messages in the first one.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId" },
  input: z.strictObject({ ...onRoom, after: moreInput }),
  output: z.object({
    board: boardSchema,
    me: memberSchema.nullable().meta({
      description: "The caller's membership of the board. Its role also applies in the room.",
    }),
    room: roomSchema,
    members: z.array(roomMemberSchema),
    more: moreSchema,
    messages: z.array(messageSchema),
    authors: authorsSchema,
    next: idSchema
      .nullable()
      .meta({ description: "Pass it as `before` to `rooms.history` to get older messages." }),
    readMarker: readMarkerSchema.nullable(),
    person: personSchema,
    cursor: z.string().meta({ description: "For `subscribe` on `room:<roomId>`." }),
  }),
  async run(context, { roomId, after }) {
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(roomTopic(roomId));
    const equals = { roomId };
    const [readMarker = null] = await context.get(readMarkers, [
      readMarkerId(roomId, context.actor.userId),
    ]);
    const about = {
      board: context.board(),
      me: context.facts.member ?? null,
      room: context.room(),
      readMarker,
      person: await personIn(context.room(), context.actor.userId, context),
      cursor,
    };
    const budget = AnswerBudget.of(context, about);
    const of = { index: "room", equals };
    const [afterMember] = partsOf(after);
    const people = { ...of, limit: maxMembers, after: afterMember ?? undefined };
    const members = await listPage(context, roomMembers, people, budget.half());
    budget.spend(members.records);
    const page =
      after === undefined
        ? await postPage(context, messages, { ...of, limit: 50 }, budget)
        : { posts: [], authors: [], next: null };
    return {
      ...about,
      members: members.records,
      more: moreOf(members.next),
      messages: page.posts,
      authors: page.authors,
      next: page.next,
    };
  },
});

const history = query({
  name: "rooms.history",
  target: "room",
  permission: "member",
  summary:
    "List the messages of a room: the newest ones, or those before a message (newest first), or those after a message (oldest first).",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/messages" },
  input: z.strictObject({ ...onRoom, ...postPageInput }),
  output: z.object({
    messages: z.array(messageSchema),
    authors: authorsSchema,
    next: idSchema.nullable(),
  }),
  async run(context, { boardId: _, roomId, ...page }) {
    const query = { index: "room", equals: { roomId }, ...page };
    const budget = AnswerBudget.of(context);
    const { posts, authors, next } = await postPage(context, messages, query, budget);
    return { messages: posts, authors, next };
  },
});

const around = query({
  name: "rooms.around",
  target: "message",
  permission: "member",
  summary:
    "List the messages around one message of a room, newest first, together with it. A deleted message is still in its place, without its text. The result also has the room, the caller's membership of the board, and the cursor from which to follow the room.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/messages/:messageId/around" },
  input: z.strictObject({ ...onMessage, limit: limitSchema }),
  output: z.object({
    board: boardSchema,
    me: memberSchema.nullable(),
    room: roomSchema,
    messages: z.array(messageSchema),
    authors: authorsSchema,
    older: idSchema.nullable().meta({
      description: "Pass it as `before` to `rooms.history` to get older messages. Null: none.",
    }),
    newer: idSchema.nullable().meta({
      description: "Pass it as `after` to `rooms.history` to get newer messages. Null: none.",
    }),
    cursor: z.string().meta({ description: "For `subscribe` on `room:<roomId>`." }),
  }),
  async run(context, { roomId, limit }) {
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(roomTopic(roomId));
    const about = {
      board: context.board(),
      me: context.facts.member ?? null,
      room: context.room(),
      cursor,
    };
    const budget = AnswerBudget.of(context, about);
    const query = { index: "room", equals: { roomId }, limit };
    const message = context.message();
    const { posts, ...rest } = await postsAround(context, messages, message, query, budget);
    return { ...about, messages: posts, ...rest };
  },
});

/** Operations that read a room. */
export const roomReadOperations = {
  "rooms.open": open,
  "rooms.history": history,
  "rooms.around": around,
};
