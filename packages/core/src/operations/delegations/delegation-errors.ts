import { TaskwireError } from "../../errors.ts";

/** The error for a delegation that doesn't exist. */
export const notFound = (): TaskwireError =>
  new TaskwireError("not_found", "There is no such delegation, or it has ended.");

/** The error for a board that doesn't exist, or whose members the caller may not see. */
export const notMember = (): TaskwireError =>
  new TaskwireError("not_found", "There is no such board, or you are not a member of it.");
