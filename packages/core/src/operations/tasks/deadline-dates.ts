import { valueAt } from "../../approvals/content.ts";
import { TaskwireError } from "../../errors.ts";
import { dateText } from "../../model/date-text.ts";
import type { WorkflowData } from "../../model/definitions.ts";
import { yearProblem } from "../../model/id.ts";
import type { Task } from "../../model/task.ts";

/**
 * Refuses data whose date is the deadline of a step, if its year is not plausible. A year of the Buddhist
 * calendar would move the deadline by 543 years.
 *
 * @throws {TaskwireError} `invalid` with the field and the year that was probably meant.
 */
export function checkDeadlineDates(task: Task, { approvals = {} }: WorkflowData): void {
  for (const { steps } of Object.values(approvals))
    for (const { deadline } of Object.values(steps)) {
      if (!deadline || !("at" in deadline.after)) continue;
      const path = deadline.after.at.replace(/^task\./, "");
      const value = valueAt(task, path);
      if (typeof value !== "string" || !dateText.test(value)) continue;
      const message = yearProblem(value);
      if (message === undefined) continue;
      throw new TaskwireError("invalid", `"${path}" is the deadline of a step. ${message}.`, {
        problems: [{ path, message }],
      });
    }
}
