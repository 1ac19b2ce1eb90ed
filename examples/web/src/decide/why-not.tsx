import type { Verdict } from "@taskwire/client";
import { type TaskShown, useBoard } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { explain } from "./why-text.ts";

interface WhyNotProps {
  readonly id?: string;
  readonly verdict: Verdict;
  readonly task: TaskShown;
  readonly subtask?: TaskShown["subtasks"][number];
}

/**
 * Says why an action is not possible, and what would help, in words. Steps that have to come first are
 * named in the reason already.
 */
export function WhyNot({ id, verdict, task, subtask }: WhyNotProps) {
  const spoken = useLanguage();
  const me = useBoard(boardId, (board) => board.me);
  const members = useBoard(boardId, (board) => board.members);
  const nameOf = useNameOf();
  if (verdict.allowed !== false) return null;
  const { why, remedy } = explain(verdict, { spoken, me, members, task, subtask, nameOf });
  return (
    <div id={id} className="why small">
      <p>{why}</p>
      {remedy.length > 0 && verdict.rule !== "order" && (
        <p className="soft">
          {spoken.t("remedy.title")}: {remedy.join(" → ")}
        </p>
      )}
    </div>
  );
}
