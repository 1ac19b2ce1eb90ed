import type { TaskShown } from "@taskwire/react";
import type { ComponentType } from "react";

/** The parts of pages that show approvals with several votes. */
export interface ApprovalParts {
  /** The steps of a request's approval. */
  readonly Steps: ComponentType<{ readonly task: TaskShown }>;
  /** The buttons for everything that the person can do in it now. */
  readonly Bar: ComponentType<{
    readonly task: TaskShown;
    readonly onDecided?: (() => void) | undefined;
  }>;
  /** My absences, and the people who vote for me. */
  readonly Absences: ComponentType;
}
