import "../style/approval.css";
import { useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useCall } from "../connection/use-call.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { LoadingRows } from "../parts/states.tsx";
import { useToast } from "../parts/toasts.tsx";
import { Written } from "../parts/written.tsx";
import { usePerson } from "../session/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { AbsenceForm } from "./absence-form.tsx";
import { type Delegation, useDelegations } from "./use-delegations.ts";
import { useApprovalWords } from "./words.ts";

/** My absences with the people who vote for me, the people for whom I vote, and who else is away. */
export function Absences() {
  const { a } = useApprovalWords();
  const { t } = useLanguage();
  const call = useCall();
  const act = useAct();
  const toast = useToast();
  const me = usePerson()?.id ?? "";
  const nameOf = useNameOf();
  const { own, all, status, load } = useDelegations();
  const [isNew, setIsNew] = useState(false);
  const namesOf = (ids: readonly string[]) => ids.map(nameOf).join(t("remedy.or"));
  const others = all.filter(({ id }) => !own.some((one) => one.id === id));

  const textOf = (one: Delegation): string => {
    if (one.principalId !== me) return a("absence.got", { name: nameOf(one.principalId) });
    return one.to.length === 0
      ? a("absence.to.nobody")
      : a("absence.to", { names: namesOf(one.to) });
  };
  const otherText = ({ principalId, to }: Delegation): string =>
    to.length === 0
      ? a("absence.others.nobody", { name: nameOf(principalId) })
      : a("absence.others.to", { names: namesOf(to), name: nameOf(principalId) });

  async function end({ id, principalId }: Delegation) {
    const isDone = await act(a("absence.end"), (signal) =>
      call("delegations.end", { userId: principalId, id }, { signal }),
    );
    await load().catch(() => {});
    if (isDone) toast({ text: a("absence.ended") });
  }

  return (
    <section className="section" aria-labelledby="absences">
      <h2 id="absences">{a("absence.title")}</h2>
      <p className="soft">{a("absence.lead")}</p>
      {status === "loading" ? (
        <LoadingRows rows={2} />
      ) : (
        <>
          {own.length === 0 && <p>{a("absence.none")}</p>}
          <ul className="absences">
            {own.map((one) => (
              <li key={one.id} className="absence">
                <Entry delegation={one} text={textOf(one)} />
                <Button
                  size="small"
                  aria-label={a("absence.end.of", { what: textOf(one) })}
                  onClick={() => void end(one)}
                >
                  {a("absence.end")}
                </Button>
              </li>
            ))}
          </ul>
          {isNew ? (
            <AbsenceForm
              onDone={() => {
                setIsNew(false);
                void load().catch(() => {});
              }}
            />
          ) : (
            <Button onClick={() => setIsNew(true)}>{a("absence.new")}</Button>
          )}
          <h3>{a("absence.others")}</h3>
          {others.length === 0 && <p className="soft">{a("absence.others.none")}</p>}
          <ul className="absences">
            {others.map((one) => (
              <li key={one.id} className="absence">
                <Entry delegation={one} text={otherText(one)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Entry({
  delegation: { from, until, reason },
  text,
}: {
  readonly delegation: Delegation;
  readonly text: string;
}) {
  const { a, dates } = useApprovalWords();
  // The last day, and not the moment after it.
  const last = new Date(Date.parse(until) - 1).toISOString();
  return (
    <div>
      <p>{text}</p>
      <p className="soft small">
        {a("absence.period", { from: dates.day(from), until: dates.day(last) })}
        {reason !== null && (
          <>
            {" · "}
            <Written>{reason}</Written>
          </>
        )}
      </p>
    </div>
  );
}
