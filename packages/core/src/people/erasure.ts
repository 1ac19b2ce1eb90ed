import type { ListPosition } from "../reactions/deletion/pages.ts";

/** The operations that an erasure runs as the app's own code. */
export interface ErasureCalls {
  disable(user: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
  }): Promise<unknown>;
  deleteTask(on: { readonly boardId: string; readonly taskId: string }): Promise<unknown>;
}

/**
 * From where a later run of an erasure goes on. It is stored, and the later run may be of another
 * release. So it has the names of the parts: a release may add a part, or change their order.
 */
export interface ErasurePosition {
  /** The names of the parts that are done. Undefined: none. */
  readonly done?: readonly string[];
  /** The part that has begun. */
  readonly part?: string;
  /** The position in it. Undefined: its beginning. */
  readonly after?: ListPosition;
}
