import type { ApprovalShown } from "@taskwire/react";

/** One part of a request's approval. */
export type ApprovalStep = NonNullable<ApprovalShown["approval"]>["steps"][number];
