import type { Client } from "@taskwire/client";
import type { approvalWorkflow, createTaskwire, Task } from "@taskwire/core";
import type { Mention } from "@taskwire/core/mentions";
import type { Context } from "@taskwire/core/operations";

/** Variables that the examples of the docs use without defining them. */
export declare const taskwire: ReturnType<
  typeof createTaskwire<typeof approvalWorkflow, Record<never, never>>
>;
export declare const client: Client<typeof taskwire>;
export declare const context: Context;
export declare const boardId: string;
export declare const roomId: string;
export declare const taskId: string;
export declare const token: string;
export declare const version: number;
export declare const task: Task;
export declare const message: { authorId: string; text: string; mentions: Mention[] };
export declare const input: HTMLInputElement & { selectionStart: number };
export declare const field: HTMLElement;
export declare const mailer: {
  send(mail: { id: string; to: string; subject: string; text: string }): Promise<void>;
};
export declare const billing: {
  create(invoice: { idempotencyKey: string; task: unknown }): Promise<void>;
};
/** A store of express-session. */
export declare const store: {
  get(id: string, done: (error: unknown, session?: { userId?: string } | null) => void): void;
};
export declare const authenticate: (
  token: string,
) => Promise<{ userId: string; expiresAt?: number }>;
export declare function verifyToken(token: string): Promise<{ userId: string; expiresAt: number }>;
export declare function draw(...what: unknown[]): void;
