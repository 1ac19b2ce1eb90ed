import { type TaskShown, useBoard, useClient } from "@taskwire/react";
import { type FormEvent, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Labelled } from "../parts/field.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import type { ApprovalStep } from "./approval-step.ts";
import type { Actions } from "./ballots.ts";
import { groupName, useApprovalWords } from "./words.ts";

interface AddVoterProps {
  readonly task: TaskShown;
  readonly step: ApprovalStep;
  onSend(
    input: { readonly userId: string; readonly group: string; readonly instead?: string },
    said: string,
  ): void;
}

/** Chooses one more person who votes in a part of the approval. */
export function AddVoter({ task, step, onSend }: AddVoterProps) {
  const words = useApprovalWords();
  const { a } = words;
  const { t } = useLanguage();
  const { welcome } = useClient();
  const nameOf = useNameOf();
  const members = useBoard(boardId, (board) => board.members);
  const [userId, setUserId] = useState("");
  const [group, setGroup] = useState(step.groups[0]?.name ?? "");
  const [instead, setInstead] = useState("");
  const actions = Object.entries((welcome?.workflow.actions ?? {}) as Actions);
  const votes = actions.flatMap(([name, { vote }]) => (vote === "for" ? [`task.${name}`] : []));
  const grants = (role: string) => votes.some((name) => welcome?.roles.roles[role]?.[name]);
  // The same person has one vote in a part.
  const known = new Set([...step.asked, ...step.votes.map(({ seat }) => seat), task.requesterId]);
  const found = members.filter(
    ({ userId: id, role, disabled }) => !disabled && !known.has(id) && grants(role),
  );
  const isAll = step.groups.find(({ name }) => name === group)?.required === "all";
  const seats = task.approval?.steps[step.name]?.seats?.[group] ?? [];
  const replaceable =
    isAll || seats.length > 0 ? seats.filter((id) => step.asked.includes(id)) : [];

  function submit(event: FormEvent) {
    event.preventDefault();
    if (userId === "") return;
    const said = a("approval.addVoter.done", { name: nameOf(userId) });
    onSend({ userId, group, ...(instead !== "" && { instead }) }, said);
  }

  return (
    <form className="form" onSubmit={submit}>
      <Labelled label={a("approval.addVoter.who")}>
        {(attributes) => (
          <select
            {...attributes}
            required
            value={userId}
            onChange={({ target }) => setUserId(target.value)}
          >
            <option value="">{t("form.choose")}</option>
            {found.map(({ userId: id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {step.groups.length > 1 && (
        <Labelled label={a("approval.addVoter.group")}>
          {(attributes) => (
            <select {...attributes} value={group} onChange={({ target }) => setGroup(target.value)}>
              {step.groups.map(({ name }) => (
                <option key={name} value={name}>
                  {groupName(words, name)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
      {replaceable.length > 0 && (
        <Labelled label={a("approval.addVoter.instead")}>
          {(attributes) => (
            <select
              {...attributes}
              value={instead}
              onChange={({ target }) => setInstead(target.value)}
            >
              <option value="">{a("approval.addVoter.nobody")}</option>
              {replaceable.map((id) => (
                <option key={id} value={id}>
                  {nameOf(id)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
      <div className="form-buttons">
        <Button submits tone="primary">
          {a("approval.addVoter")}
        </Button>
      </div>
    </form>
  );
}
