import type { Level } from "../../src/model/preference.ts";

/** People by their relation to the task and room of the tests. */
export const roles = {
  chief: "ADMIN",
  judge: "ADMIN",
  other: "ADMIN",
  asker: "ADMIN_LIMITED",
  worker: "ADMIN_LIMITED",
  stranger: "ADMIN_LIMITED",
} as const;
export type Person = keyof typeof roles;
export type Setting = "default" | Level;
export const settings: readonly Setting[] = ["default", "all", "mentions", "none"];

const kinds = {
  "task submitted": "board",
  "task approved": "task",
  "task rejected": "task",
  "task submitted again": "task",
  "task cancelled while it waits": "task",
  "task cancelled in the middle": "task",
  "task completed": "task",
  "subtask added": "task",
  "subtask handed on": "task",
  "subtask completed": "task",
  comment: "task",
  "comment that mentions other": "task",
  "comment to everyone": "task",
  "answer to other's comment": "task",
  message: "room",
  "message that mentions other": "room",
  "message to everyone": "room",
  "answer to other's message": "room",
  "other taken into the room": "board",
  "other's role changed": "board",
  "other taken off the board": "board",
} as const;
export type Kind = keyof typeof kinds;

// The reason with which each person is notified: by default, and with level all, mentions or none.
export type Told = readonly [byDefault: string, all: string, mentions: string, none: string];
const never: Told = ["", "", "", ""];
const always = (reason: string): Told => [reason, reason, reason, reason];
const unless = (reason: string): Told => [reason, reason, reason, ""];
const wanted = (reason: string): Told => ["", reason, "", ""];
const followed = (reason: string): Told => [reason, reason, "", ""];

/**
 * The actor is never notified. In the room are chief, judge, other and asker. Worker has a subtask
 * of asker's task once judge has approved it.
 */
export const table: Record<Kind, Record<Person, Told>> = {
  "task submitted": {
    chief: always("approval.requested"),
    judge: always("approval.requested"),
    other: always("approval.requested"),
    asker: never,
    worker: never,
    stranger: never,
  },
  "task approved": {
    chief: never,
    judge: never,
    other: never,
    asker: unless("requester"),
    worker: never,
    stranger: never,
  },
  "task rejected": {
    chief: never,
    judge: never,
    other: never,
    asker: unless("requester"),
    worker: never,
    stranger: never,
  },
  "task submitted again": {
    chief: always("approval.requested"),
    judge: [
      "approval.requested, decider",
      "approval.requested, decider",
      "approval.requested, decider",
      "approval.requested",
    ],
    other: always("approval.requested"),
    asker: never,
    worker: never,
    stranger: never,
  },
  "task cancelled while it waits": {
    chief: never,
    judge: never,
    other: never,
    asker: unless("requester"),
    worker: never,
    stranger: never,
  },
  "task cancelled in the middle": {
    chief: never,
    judge: unless("decider"),
    other: never,
    asker: unless("requester"),
    worker: unless("assigned"),
    stranger: never,
  },
  "task completed": {
    chief: wanted("follower"),
    judge: ["decider", "decider, follower", "decider", ""],
    other: wanted("follower"),
    asker: ["requester", "requester, follower", "requester", ""],
    worker: never,
    stranger: never,
  },
  "subtask added": {
    chief: never,
    judge: never,
    other: never,
    asker: never,
    worker: unless("assigned"),
    stranger: never,
  },
  "subtask handed on": {
    chief: never,
    judge: never,
    other: unless("assigned"),
    asker: never,
    worker: never,
    stranger: never,
  },
  "subtask completed": {
    chief: never,
    judge: never,
    other: never,
    asker: never,
    worker: never,
    stranger: never,
  },
  comment: {
    chief: never,
    judge: wanted("comment"),
    other: wanted("comment"),
    asker: followed("comment"),
    worker: followed("comment"),
    stranger: never,
  },
  "comment that mentions other": {
    chief: never,
    judge: wanted("comment"),
    other: ["mention", "mention, comment", "mention", ""],
    asker: followed("comment"),
    worker: followed("comment"),
    stranger: never,
  },
  "comment to everyone": {
    chief: never,
    judge: ["mention.everyone", "mention.everyone, comment", "mention.everyone", ""],
    other: ["mention.everyone", "mention.everyone, comment", "mention.everyone", ""],
    asker: ["mention.everyone, comment", "mention.everyone, comment", "mention.everyone", ""],
    worker: ["mention.everyone, comment", "mention.everyone, comment", "mention.everyone", ""],
    stranger: never,
  },
  "answer to other's comment": {
    chief: never,
    judge: wanted("comment"),
    other: ["reply, comment", "reply, comment", "reply", ""],
    asker: followed("comment"),
    worker: followed("comment"),
    stranger: never,
  },
  message: {
    chief: never,
    judge: wanted("message"),
    other: wanted("message"),
    asker: wanted("message"),
    worker: never,
    stranger: never,
  },
  "message that mentions other": {
    chief: never,
    judge: wanted("message"),
    other: ["mention", "mention, message", "mention", ""],
    asker: wanted("message"),
    worker: never,
    stranger: never,
  },
  "message to everyone": {
    chief: never,
    judge: ["mention.everyone", "mention.everyone, message", "mention.everyone", ""],
    other: ["mention.everyone", "mention.everyone, message", "mention.everyone", ""],
    asker: ["mention.everyone", "mention.everyone, message", "mention.everyone", ""],
    worker: never,
    stranger: never,
  },
  "answer to other's message": {
    chief: never,
    judge: wanted("message"),
    other: ["reply", "reply, message", "reply", ""],
    asker: wanted("message"),
    worker: never,
    stranger: never,
  },
  "other taken into the room": {
    chief: never,
    judge: never,
    other: unless("member"),
    asker: never,
    worker: never,
    stranger: never,
  },
  "other's role changed": {
    chief: never,
    judge: never,
    other: unless("role"),
    asker: never,
    worker: never,
    stranger: never,
  },
  "other taken off the board": {
    chief: never,
    judge: never,
    other: unless("removed"),
    asker: never,
    worker: never,
    stranger: never,
  },
};
