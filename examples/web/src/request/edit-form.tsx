import { type TaskShown, useClient } from "@taskwire/react";
import { type FormEvent, useState } from "react";
import { useOutgoing } from "../connection/act.tsx";
import { TakenBack } from "../connection/outgoing.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";
import { usePerson } from "../session/provider.tsx";
import { type Data, dataOf, type Values, valuesOf } from "../workplace/fields.ts";
import { boardId, titleOf, workplace } from "../workplace/workplace.ts";
import { FieldInputs } from "./field-inputs.tsx";

interface Draft {
  readonly values: Values;
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
  const { fields } = workplace();
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readStored<Draft>(key);
    if (kept?.values) return kept;
    return { values: valuesOf(fields, task.data as Data), version: task.version };
  });
  const [missing, setMissing] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { values, version } = draft;
  const isOther = task.contentSince >= version;

  function write(next: Draft) {
    setDraft(next);
    writeStored(key, next);
  }
  const change = (some: Values) => write({ ...draft, values: { ...values, ...some } });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    const read = dataOf(fields, values);
    setMissing("missing" in read ? read.missing.name : undefined);
    setProblem(undefined);
    if ("missing" in read) return;
    setIsSending(true);
    const { data } = read;
    // The person was shown what has changed, and saves nevertheless.
    const seen = isOther ? task.version : version;
    try {
      const ids = { boardId, taskId: task.id, version: seen };
      await outgoing.run(t("request.edit.title"), (signal) =>
        client.tasks.edit({ ...ids, title: titleOf(data), data } as never, { signal }),
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
      <FieldInputs values={values} missing={missing} setMissing={setMissing} onChange={change} />
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
