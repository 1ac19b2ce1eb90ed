import type { Quotas } from "@taskwire/core";

/** For tests of many commands by few people, who would use up the quotas of people. */
export const noQuotas: Partial<Quotas> = {
  roomsCreated: null,
  roomsPerBoard: null,
  membersPerRoom: null,
  membersPerBoard: null,
  openRequests: null,
  tasksPerBoard: null,
  bytesPerDay: null,
  postsPerHour: null,
  notificationsPerHour: null,
  notificationsToOnePerHour: null,
};
