import type { Log, LoggedEvent } from "../../log/log.ts";
import { type Access, accessOf } from "../../model/access.ts";
import type { RolesData } from "../../model/definitions.ts";
import { memberId, members } from "../../model/member.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { parseTopic } from "../../model/topic.ts";

/** A person's right to read one topic. */
export interface Rights {
  /** Undefined if the person may not read the topic. */
  readonly access: Access | undefined;
  /** The version of the membership that this was read from: the number of its last event. */
  readonly version: number;
}

/** Reads what a person may see of a topic now. */
export async function readRights(
  topic: string,
  userId: string,
  log: Log,
  roles: RolesData,
): Promise<Rights> {
  const { kind, id = "" } = parseTopic(topic) ?? {};
  if (kind === undefined) return { access: undefined, version: 0 };
  if (kind === "user") return { access: id === userId ? "all" : undefined, version: 0 };
  const isBoard = kind === "board";
  const ref = isBoard
    ? { collection: members.name, id: memberId(id, userId) }
    : { collection: roomMembers.name, id: roomMemberId(id, userId) };
  const [{ version, fields } = { version: 0, fields: null }] = (await log.get([ref])).records;
  if (!fields) return { access: undefined, version };
  return { access: isBoard ? accessOf(String(fields.role), roles) : "all", version };
}

/** Whether an event changes what its subject, a person, may see of the topic. */
export const changesRights = ({ type }: LoggedEvent): boolean =>
  type === "member.removed" || type === "member.changed";

const amountOf = (access: Access | undefined): number =>
  access === undefined ? 0 : access === "involved" ? 1 : 2;

/** Whether somebody sees less of a topic now than before. */
export const seesLess = (before: Access | undefined, now: Access | undefined): boolean =>
  amountOf(now) < amountOf(before);
