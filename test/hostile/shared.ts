export type { HostileServer } from "./server.ts";

export const boardId = "sales";
export const hostile = ["mal", "mel", "mol"] as const;
