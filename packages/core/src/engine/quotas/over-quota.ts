import { TaskwireError } from "../../errors.ts";
import type { QuotaName, RateName } from "../../model/quota.ts";

/** A quota on the number of records. */
export type PlaceQuota = Exclude<QuotaName, RateName>;

const words: { readonly [N in PlaceQuota]: (quota: number) => string } = {
  roomsCreated: (n) => `You have created ${n} rooms on this board. Delete one first.`,
  roomsPerBoard: (n) => `This board has ${n} rooms. Somebody has to delete one first.`,
  membersPerRoom: (n) =>
    `A room has at most ${n} members. Remove somebody, or create another room.`,
  membersPerBoard: (n) =>
    `A board has at most ${n} members. Remove somebody, or create another board.`,
  openRequests: (n) =>
    `You have ${n} open requests on this board. Wait until some are done, or cancel one.`,
  tasksPerBoard: (n) => `This board has ${n} tasks. Somebody has to delete some first.`,
  subtasksPerTask: (n) => `A task has at most ${n} subtasks. Create another task for the rest.`,
};

/** Makes the error for a command for which there is no free place. */
export const overQuota = (quota: PlaceQuota, limit: number): TaskwireError =>
  new TaskwireError("refused", words[quota](limit), { rule: "quota", quota, limit });
