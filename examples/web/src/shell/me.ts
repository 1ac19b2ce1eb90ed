import { useBoard } from "@taskwire/react";
import { boardId } from "../connection/client.ts";

/** The person who is connected, with their role on the board. Undefined before the first connection. */
export const useMe = () => useBoard(boardId, (board) => board.me);

/** Whether a role decides on requests. */
export const decides = (role: string | undefined): boolean => role === "ADMIN";
