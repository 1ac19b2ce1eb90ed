import type { Verdict } from "@taskwire/client";
import { type TaskShown, useClient } from "@taskwire/react";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useAct } from "../connection/act.tsx";
import { usePending } from "../decide/pending.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Menu } from "../parts/menu.tsx";
import { boardId } from "../workplace/workplace.ts";
import { EditForm } from "./edit-form.tsx";

/** Everything that can be done with a request besides deciding on it. */
export function RequestMenu({ task }: { readonly task: TaskShown }) {
  const { t } = useLanguage();
  const client = useClient();
  const act = useAct();
  const { decide } = usePending();
  const [open, setOpen] = useState<"edit" | "delete">();
  const { id: taskId, version, title, state, available } = task;
  const ids = { boardId, taskId };
  const close = () => setOpen(undefined);

  // Not every workflow has every action. What only the server knows, it judges.
  const verdicts: { readonly [permission: string]: Verdict | undefined } = available;
  const may = (permission: string) => (verdicts[permission]?.allowed ?? false) !== false;

  const now = (name: "resubmit" | "restore" | "complete" | "reopen") => ({
    label: t(`action.task.${name}`),
    isThere: may(`task.${name}`),
    run: () =>
      void act(`${t(`action.task.${name}`)}: ${title}`, (signal) =>
        client.tasks[name]({ ...ids, version }, { signal }),
      ),
  });
  const items = [
    {
      label: t("action.task.edit"),
      isThere: may("task.edit"),
      run: () => setOpen("edit"),
    },
    now("resubmit"),
    now("restore"),
    now("reopen"),
    now("complete"),
    {
      label: t("action.task.cancel"),
      isThere: may("task.cancel"),
      tone: "danger" as const,
      run: () => decide({ action: "cancel", taskId, version, title, state }),
    },
    {
      label: t("action.task.delete"),
      isThere: may("task.delete"),
      tone: "danger" as const,
      run: () => setOpen("delete"),
    },
  ];

  return (
    <>
      <Menu
        label={t("request.more")}
        icon={<Ellipsis aria-hidden="true" />}
        items={items.filter(({ isThere }) => isThere)}
      />
      <Dialog
        title={t("request.edit.title")}
        shape="drawer"
        isOpen={open === "edit"}
        onClose={close}
      >
        <EditForm task={task} onDone={close} />
      </Dialog>
      <Dialog title={t("request.delete.ask", { title })} isOpen={open === "delete"} onClose={close}>
        <p>{t("request.delete.consequence")}</p>
        <div className="form-buttons">
          <Button
            tone="danger"
            onClick={() => {
              close();
              void act(`${t("action.task.delete")}: ${title}`, (signal) =>
                client.tasks.delete(ids, { signal }),
              );
            }}
          >
            {t("action.task.delete")}
          </Button>
          <Button onClick={close}>{t("cancel")}</Button>
        </div>
      </Dialog>
    </>
  );
}
