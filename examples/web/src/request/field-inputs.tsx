import { useBoard } from "@taskwire/react";
import { useId } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Field, Labelled } from "../parts/field.tsx";
import type { Field as FieldOf, Values } from "../workplace/fields.ts";
import { boardId, workplace } from "../workplace/workplace.ts";

interface FieldInputsProps {
  readonly values: Values;
  /** The name of a field that is missing or wrong. */
  readonly missing: string | undefined;
  setMissing(name: string | undefined): void;
  onChange(some: Values): void;
}

/** The fields of a request, to be filled in. */
export const FieldInputs = ({ values, missing, setMissing, onChange }: FieldInputsProps) =>
  workplace().fields.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      isMissing={missing === field.name}
      onChange={(value) => {
        if (missing === field.name) setMissing(undefined);
        onChange({ [field.name]: value });
      }}
    />
  ));

interface FieldInputProps {
  readonly field: FieldOf;
  readonly value: string | boolean;
  readonly isMissing: boolean;
  onChange(value: string | boolean): void;
}

function FieldInput({ field, value, isMissing, onChange }: FieldInputProps) {
  const { t, tOr } = useLanguage();
  const members = useBoard(boardId, (board) => board.members);
  const me = useBoard(boardId, (board) => board.me);
  const listId = useId();
  const { name, kind, suggestions, roles } = field;
  const label = tOr(`field.${name}`, name);
  const problem = isMissing ? t("form.missing", { field: label }) : undefined;
  if (kind === "check")
    return (
      <label className="check">
        <input
          type="checkbox"
          name={name}
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
        <span>{tOr(`field.${name}.ask`, label)}</span>
      </label>
    );
  if (kind === "person")
    return (
      <Labelled label={label} problem={problem}>
        {(attributes) => (
          <select
            {...attributes}
            name={name}
            value={String(value)}
            onChange={({ target }) => onChange(target.value)}
          >
            <option value="">{t("form.choose")}</option>
            {members
              .filter(
                ({ userId, role, disabled }) =>
                  userId === value || (!disabled && roles?.includes(role) && userId !== me?.id),
              )
              .map(({ userId, name: shown }) => (
                <option key={userId} value={userId}>
                  {shown}
                </option>
              ))}
          </select>
        )}
      </Labelled>
    );
  return (
    <>
      <Field
        label={label}
        name={name}
        value={String(value)}
        maxLength={90}
        inputMode={kind === "amount" ? "decimal" : undefined}
        list={suggestions && listId}
        autoComplete="off"
        problem={problem}
        onChange={({ target }) => onChange(target.value)}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}
