import type { Templates } from "../../workflow/templates.ts";
import type { Workflow } from "../../workflow/workflow.ts";
import { makeLink } from "./make-link.ts";
import { showLink } from "./show-link.ts";
import { useLink } from "./use-link.ts";

/** The operations on decision links. */
export interface LinkOperations {
  "links.make": typeof makeLink;
  "links.show": typeof showLink;
  "links.use": ReturnType<typeof useLink>;
}

export const linkOperations = (_workflow: Workflow, templates: Templates): LinkOperations => ({
  "links.make": makeLink,
  "links.show": showLink,
  "links.use": useLink(templates),
});
