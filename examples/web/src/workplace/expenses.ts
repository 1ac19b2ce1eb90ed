import { Absences } from "../approval/absences.tsx";
import { ApprovalBar } from "../approval/approval-bar.tsx";
import { ApprovalSteps } from "../approval/approval-steps.tsx";
import { approvalWords } from "../words/approval.ts";
import { expensesWords } from "../words/expenses.ts";
import type { Workplace } from "./workplace.ts";

/** The office of `npm run expenses`, in which several people vote on a request. */
export const expenses: Workplace = {
  type: "expense",
  titleFields: ["purpose", "supplier"],
  fields: [
    { name: "purpose", kind: "text" },
    { name: "supplier", kind: "text" },
    { name: "amount", kind: "amount" },
    { name: "managerId", kind: "person", roles: ["MANAGER"] },
  ],
  words: { ...approvalWords, ...expensesWords },
  approval: { Steps: ApprovalSteps, Bar: ApprovalBar, Absences },
};
