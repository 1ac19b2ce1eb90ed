import { type ComponentProps, type ReactNode, useId } from "react";

interface LabelledProps {
  readonly label: string;
  readonly problem?: string | undefined;
  children(attributes: {
    readonly id: string;
    readonly "aria-invalid": true | undefined;
    readonly "aria-describedby": string | undefined;
  }): ReactNode;
}

/** A label with a field. A problem stands below it, and is read with it. */
export function Labelled({ label, problem, children }: LabelledProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-invalid": problem !== undefined || undefined,
        "aria-describedby": problem === undefined ? undefined : `${id}-problem`,
      })}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  readonly problem?: string | undefined;
}

/** A labelled text field. */
export const Field = ({ label, problem, ...rest }: FieldProps) => (
  <Labelled label={label} problem={problem}>
    {(attributes) => <input {...rest} {...attributes} />}
  </Labelled>
);
