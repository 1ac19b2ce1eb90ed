import { approvalCases, casesOnDatabases } from "./approvals/case-storages.ts";

casesOnDatabases(approvalCases.cases);
