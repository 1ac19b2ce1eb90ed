import type { Log, LoggedEvent, Ref, StoredRecord } from "../../log/log.ts";
import { type Access, accessOf } from "../../model/access.ts";
import { boards } from "../../model/board.ts";
import type { RolesData } from "../../model/definitions.ts";
import { memberId, members } from "../../model/member.ts";
import { rooms } from "../../model/room.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { boardTopic, parseTopic, roomTopic } from "../../model/topic.ts";

/** A person's right to read one topic. */
export interface Rights {
  /** Undefined if the person may not read the topic. */
  readonly access: Access | undefined;
  /**
   * The version of the membership record from which `access` was read. It is the number of the last
   * event that changed the membership.
   */
  readonly version: number;
}

/**
 * Reads what a person may see of a topic now. If a board or room is deleted, nobody may see
 * anything of it, even while a job is still deleting the memberships.
 */
export async function readRights(
  topic: string,
  userId: string,
  log: Log,
  roles: RolesData,
): Promise<Rights> {
  const { kind, id = "" } = parseTopic(topic) ?? {};
  if (kind === undefined) return { access: undefined, version: 0 };
  if (kind === "user") return { access: id === userId ? "all" : undefined, version: 0 };
  if (kind === "room") return readRoomRights(id, userId, log);
  const { version, fields } = await readBoth(
    { collection: members.name, id: memberId(id, userId) },
    { collection: boards.name, id },
    log,
  );
  return { access: fields ? accessOf(String(fields.role), roles) : undefined, version };
}

async function readRoomRights(id: string, userId: string, log: Log): Promise<Rights> {
  const { version, fields } = await readBoth(
    { collection: roomMembers.name, id: roomMemberId(id, userId) },
    { collection: rooms.name, id },
    log,
  );
  if (!fields) return { access: undefined, version };
  const board = { collection: boards.name, id: String(fields.boardId) };
  const isOnBoard = (await log.get([board])).records[0]?.fields;
  return { access: isOnBoard ? "all" : undefined, version };
}

/**
 * Reads a membership. `fields` is null if there is no membership, or if the board or room is
 * deleted.
 */
async function readBoth(member: Ref, place: Ref, log: Log): Promise<Omit<StoredRecord, "id">> {
  const [found, at] = (await log.get([member, place])).records;
  return { version: found?.version ?? 0, fields: at?.fields ? (found?.fields ?? null) : null };
}

/** Whether an event deletes a board or a room, and is in the topic of that board or room. */
export const endsTopic = ({ type, topic, subject }: LoggedEvent): boolean =>
  (type === "room.deleted" && topic === roomTopic(subject)) ||
  (type === "board.deleted" && topic === boardTopic(subject));

/**
 * Whether an event ends the topic, or changes what a person may see of the topic. This person is
 * the event's subject.
 */
export const changesRights = (event: LoggedEvent): boolean =>
  event.type === "member.removed" || event.type === "member.changed" || endsTopic(event);

const amountOf = (access: Access | undefined): number =>
  access === undefined ? 0 : access === "involved" ? 1 : 2;

/** Whether somebody sees less of a topic now than before. */
export const seesLess = (before: Access | undefined, now: Access | undefined): boolean =>
  amountOf(now) < amountOf(before);
