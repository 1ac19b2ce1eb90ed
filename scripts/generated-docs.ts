import { errorsPage } from "./generated-docs/errors-page.ts";
import { notificationsPage } from "./generated-docs/notifications-page.ts";
import { operationsPage } from "./generated-docs/operations-page.ts";
import { workflowPage } from "./generated-docs/workflow-page.ts";

/** Pages of the docs that are generated from the code, by path. */
export function generatedDocs(): { readonly [path: string]: string } {
  return {
    "docs/workflow.md": workflowPage(),
    "docs/errors.md": errorsPage(),
    "docs/operations.md": operationsPage(),
    "docs/notifications.md": notificationsPage(),
  };
}
