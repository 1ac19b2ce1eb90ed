import type { z } from "zod";
import type { Operation } from "../../engine/operation/definition.ts";
import type { Templates } from "../../workflow/templates.ts";
import type { Workflow } from "../../workflow/workflow.ts";
import { makeLink } from "./make-link.ts";
import { showLink } from "./show-link.ts";
import { useLink } from "./use-link.ts";

/** A decision link that an app makes. */
export interface LinkInput {
  readonly boardId: string;
  readonly taskId: string;
  /** The person who gets the mail. */
  readonly userId: string;
  /** The step of the approval. Default: the step that is open. Needed if several steps are open. */
  readonly step?: string | undefined;
  /** The person for whom they vote, as a delegate. */
  readonly for?: string | undefined;
  /** The actions that the link offers, e.g. `approve` and `reject`. */
  readonly actions: string[];
  /**
   * `signIn` (the default): only the person's own session can use the link. `bearer`: everybody who has the link and its
   * code votes as this person.
   */
  readonly mode?: "signIn" | "bearer" | undefined;
  /** `code`: a code of three digits from the mail is asked for. `bearer` needs it. */
  readonly confirm?: "code" | undefined;
}

/** The operations on decision links. */
export interface LinkOperations {
  "links.make": Operation<"links.make", LinkInput, z.output<typeof makeLink.output>>;
  "links.show": typeof showLink;
  "links.use": ReturnType<typeof useLink>;
}

export const linkOperations = (_workflow: Workflow, templates: Templates): LinkOperations => ({
  "links.make": makeLink,
  "links.show": showLink,
  "links.use": useLink(templates),
});
