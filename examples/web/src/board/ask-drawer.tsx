import { useClient, useStatus } from "@taskwire/react";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { useOutgoing } from "../connection/act.tsx";
import { TakenBack } from "../connection/outgoing.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { useToast } from "../parts/toasts.tsx";
import { FieldInputs } from "../request/field-inputs.tsx";
import { usePerson } from "../session/provider.tsx";
import { dataOf, noValues, type Values } from "../workplace/fields.ts";
import { boardId, titleOf, workplace } from "../workplace/workplace.ts";

interface Draft {
  readonly values: Values;
  /** All attempts to send this draft have this key, so that it becomes one request. */
  readonly key: string;
}

/** The draft of a new request, which the browser keeps until it is sent. */
function useDraft(storageKey: string) {
  const client = useClient();
  const fresh = (): Draft => ({
    values: noValues(workplace().fields),
    key: client.runtime.id(),
  });
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readStored<Draft>(storageKey);
    return kept?.values ? kept : fresh();
  });
  return {
    draft,
    change(some: Values) {
      const next = { ...draft, values: { ...draft.values, ...some } };
      setDraft(next);
      writeStored(storageKey, next);
    },
    clear() {
      setDraft(fresh());
      writeStored(storageKey, undefined);
    },
    /** The next attempt is another request. */
    renew() {
      const next = { ...draft, key: client.runtime.id() };
      setDraft(next);
      writeStored(storageKey, next);
    },
  };
}

/** The form for a new request. */
export function AskDrawer({ isOpen, onClose }: { readonly isOpen: boolean; onClose(): void }) {
  const { t } = useLanguage();
  return (
    <Dialog title={t("ask.title")} shape="drawer" isOpen={isOpen} onClose={onClose}>
      <AskForm onDone={onClose} />
    </Dialog>
  );
}

function AskForm({ onDone }: { onDone(): void }) {
  const { t } = useLanguage();
  const client = useClient();
  const status = useStatus();
  const outgoing = useOutgoing();
  const toast = useToast();
  const errorText = useErrorText();
  const [, go] = useLocation();
  const { draft, change, clear, renew } = useDraft(`taskwire.ask.${usePerson()?.id}`);
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [missing, setMissing] = useState<string>();
  const { type, fields } = workplace();
  const { values } = draft;
  const isEmpty = Object.values(values).every((value) => value === "" || value === false);
  const isOffline = status === "offline" || status === "connecting";

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSending) return;
    const form = event.currentTarget;
    const read = dataOf(fields, values);
    setMissing("missing" in read ? read.missing.name : undefined);
    setProblem(undefined);
    if ("missing" in read) {
      form.querySelector<HTMLElement>(`[name=${read.missing.name}]`)?.focus();
      return;
    }
    setIsSending(true);
    const title = titleOf(read.data);
    try {
      const { task } = await outgoing.run(t("ask.what", { title }), (signal) =>
        client.tasks.create({ boardId, type, title, data: read.data } as never, {
          key: draft.key,
          signal,
        }),
      );
      clear();
      toast({ text: t("ask.sent", { title }) });
      // The person may have closed the form, and be somewhere else.
      if (!form.isConnected) return;
      onDone();
      go(`/requests/${task.id}`);
    } catch (error) {
      if (Object(error).code === "key_reused") renew();
      if (!(error instanceof TakenBack)) setProblem(errorText(error));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <p className="soft">{t("ask.lead")}</p>
      <FieldInputs values={values} missing={missing} setMissing={setMissing} onChange={change} />
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {isSending ? t("ask.sending") : t("ask.submit")}
        </Button>
        {!isEmpty && !isSending && (
          <Button tone="quiet" onClick={clear}>
            {t("ask.discard")}
          </Button>
        )}
      </div>
      <p className="soft small" role="status">
        {isSending && isOffline ? t("ask.waiting") : ""}
      </p>
    </form>
  );
}
