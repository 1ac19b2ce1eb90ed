import { type TaskShown, useClient } from "@taskwire/react";
import { useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { EditForm } from "../request/edit-form.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import type { Actions } from "./ballots.ts";
import { Changes } from "./changes.tsx";
import { useChanges } from "./use-changes.ts";
import { useApprovalWords } from "./words.ts";

interface ReturnedProps {
  readonly task: TaskShown;
  readonly actions: Actions | undefined;
}

/** A request that was sent back: the reason, what has changed since, and the buttons to ask again. */
export function Returned({ task, actions }: ReturnedProps) {
  const { a } = useApprovalWords();
  const { t } = useLanguage();
  const client = useClient();
  const act = useAct();
  const nameOf = useNameOf();
  const changes = useChanges(task, actions);
  const [isEditing, setIsEditing] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const { id: taskId, version, title, decision, requesterId, available } = task;
  const mayAskAgain = available["task.resubmit"]?.allowed !== false;
  const name = decision ? nameOf(decision.by) : t("somebody");

  async function askAgain() {
    if (isSending) return;
    setIsSending(true);
    await act(`${t("action.task.resubmit")}: ${title}`, (signal) =>
      client.tasks.resubmit({ boardId, taskId, version }, { signal }),
    );
    setIsSending(false);
  }

  return (
    <div className="returned">
      <div role="status">
        <p>
          {mayAskAgain
            ? a("approval.returned.you", { name })
            : a("approval.returned.by", { name, requester: nameOf(requesterId) })}
        </p>
        {decision?.reason != null && (
          <p className="soft">{t("request.decision.reason", { reason: decision.reason })}</p>
        )}
      </div>
      {changes && <Changes changes={changes} />}
      {mayAskAgain && (
        <div className="decision-line">
          <p className="soft small">{a("approval.again.note")}</p>
          <Button onClick={() => setIsEditing(true)}>{t("action.task.edit")}</Button>
          <Button tone="primary" aria-busy={isSending} onClick={() => void askAgain()}>
            {t("action.task.resubmit")}
          </Button>
        </div>
      )}
      <Dialog
        title={t("request.edit.title")}
        shape="drawer"
        isOpen={isEditing}
        onClose={() => setIsEditing(false)}
      >
        <EditForm task={task} onDone={() => setIsEditing(false)} />
      </Dialog>
    </div>
  );
}
