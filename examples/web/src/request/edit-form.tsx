import { type TaskShown, useClient } from "@taskwire/react";
import { type FormEvent, useState } from "react";
import { type Sale, titleOf } from "../board/sale.ts";
import { useOutgoing } from "../connection/act.tsx";
import { boardId } from "../connection/client.ts";
import { TakenBack } from "../connection/outgoing.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { usePerson } from "../session/provider.tsx";

interface Draft {
  readonly sale: Sale;
  /** The version on which the draft was begun. */
  readonly version: number;
}

/** Changes the facts of a request. The draft is kept until it is saved. */
export function EditForm({ task, onDone }: { readonly task: TaskShown; onDone(): void }) {
  const { t } = useLanguage();
  const client = useClient();
  const outgoing = useOutgoing();
  const errorText = useErrorText();
  const key = `taskwire.edit.${usePerson()?.id}.${task.id}`;
  const [draft, setDraft] = useState<Draft>(
    () => readStored<Draft>(key) ?? { sale: task.data, version: task.version },
  );
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { sale, version } = draft;
  const isOther = task.contentSince >= version;

  function write(next: Draft) {
    setDraft(next);
    writeStored(key, next);
  }
  const change = (some: Partial<Sale>) => write({ ...draft, sale: { ...sale, ...some } });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    setIsSending(true);
    setProblem(undefined);
    const data = { ...sale, vehicle: sale.vehicle.trim(), customer: sale.customer.trim() };
    // The person was shown what has changed, and saves nevertheless.
    const seen = isOther ? task.version : version;
    try {
      const ids = { boardId, taskId: task.id, version: seen };
      await outgoing.run(t("request.edit.title"), (signal) =>
        client.tasks.edit({ ...ids, title: titleOf(data), data }, { signal }),
      );
      writeStored(key, undefined);
      onDone();
    } catch (error) {
      if (!(error instanceof TakenBack)) setProblem(errorText(error));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {isOther && <p className="notice">{t("request.edit.changed", { title: task.title })}</p>}
      <Field
        label={t("ask.vehicle")}
        name="vehicle"
        value={sale.vehicle}
        maxLength={90}
        required
        onChange={({ target }) => change({ vehicle: target.value })}
      />
      <Field
        label={t("ask.customer")}
        name="customer"
        value={sale.customer}
        maxLength={90}
        required
        onChange={({ target }) => change({ customer: target.value })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={sale.tradeIn}
          onChange={({ target }) => change({ tradeIn: target.checked })}
        />
        <span>{t("ask.tradeIn")}</span>
      </label>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {t("request.edit.save")}
        </Button>
        <Button onClick={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
