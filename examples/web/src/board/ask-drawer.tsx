import { useClient, useStatus } from "@taskwire/react";
import { type FormEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useOutgoing } from "../connection/act.tsx";
import { boardId } from "../connection/client.ts";
import { TakenBack } from "../connection/outgoing.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { useToast } from "../parts/toasts.tsx";
import { usePerson } from "../session/provider.tsx";
import { noSale, type Sale, titleOf, vehicles } from "./sale.ts";

interface Draft {
  readonly sale: Sale;
  /** All attempts to send this draft have this key, so that it becomes one request. */
  readonly key: string;
}

/** The draft of a new request, which the browser keeps until it is sent. */
function useDraft(storageKey: string) {
  const client = useClient();
  const fresh = (): Draft => ({ sale: noSale, key: client.runtime.id() });
  const [draft, setDraft] = useState<Draft>(() => readStored<Draft>(storageKey) ?? fresh());
  return {
    draft,
    change(sale: Partial<Sale>) {
      const next = { ...draft, sale: { ...draft.sale, ...sale } };
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
  const [missing, setMissing] = useState<"vehicle" | "customer">();
  const listId = useId();
  const { vehicle, customer, tradeIn } = draft.sale;
  const isOffline = status === "offline" || status === "connecting";

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSending) return;
    const form = event.currentTarget;
    const sale = { vehicle: vehicle.trim(), customer: customer.trim(), tradeIn };
    const empty = (["vehicle", "customer"] as const).find((name) => sale[name] === "");
    setMissing(empty);
    setProblem(undefined);
    if (empty) {
      form.querySelector<HTMLElement>(`[name=${empty}]`)?.focus();
      return;
    }
    setIsSending(true);
    const title = titleOf(sale);
    try {
      const { task } = await outgoing.run(t("ask.what", { title }), (signal) =>
        client.tasks.create(
          { boardId, type: "vehicle_sale", title, data: sale },
          { key: draft.key, signal },
        ),
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
      <Field
        label={t("ask.vehicle")}
        name="vehicle"
        value={vehicle}
        maxLength={90}
        list={listId}
        autoComplete="off"
        problem={missing === "vehicle" ? t("form.missing", { field: t("ask.vehicle") }) : undefined}
        onChange={({ target }) => change({ vehicle: target.value })}
      />
      <datalist id={listId}>
        {vehicles.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field
        label={t("ask.customer")}
        name="customer"
        value={customer}
        maxLength={90}
        autoComplete="off"
        problem={
          missing === "customer" ? t("form.missing", { field: t("ask.customer") }) : undefined
        }
        onChange={({ target }) => change({ customer: target.value })}
      />
      <label className="check">
        <input
          type="checkbox"
          name="tradeIn"
          checked={tradeIn}
          onChange={({ target }) => change({ tradeIn: target.checked })}
        />
        <span>{t("ask.tradeIn")}</span>
      </label>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {isSending ? t("ask.sending") : t("ask.submit")}
        </Button>
        {(vehicle !== "" || customer !== "") && !isSending && (
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
