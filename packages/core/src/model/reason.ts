/** Why somebody is told of something, strongest first: the strongest of several names the row in their inbox. */
export const reasons = [
  "approval.requested",
  "assigned",
  "requester",
  "decider",
  "mention",
  "reply",
  "mention.group",
  "mention.here",
  "mention.everyone",
  "comment",
  "message",
  "follower",
  "member",
  "role",
  "removed",
] as const;

/** Why somebody is told: may decide now, has something to do, asked for it, decided it, is mentioned, … */
export type Reason = (typeof reasons)[number];

/** Why a row in an inbox is settled without its person's doing. */
export const resolutions = [
  "decided",
  "cancelled",
  "deleted",
  "edited_out",
  "access_lost",
] as const;

/** Why a row is settled: somebody has decided, what it asks for is off, what it tells of is deleted, calls them no more, or is out of their sight. */
export type Resolution = (typeof resolutions)[number];
