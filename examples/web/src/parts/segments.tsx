import type { ReactNode } from "react";

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly name: string;
    readonly count?: number | string | undefined;
    readonly lang?: string;
    /** Shown in place of the name. */
    readonly icon?: ReactNode;
  }[];
  onChange(value: Value): void;
}

/** A few choices side by side, one of which is pressed. */
export const Segments = <Value extends string>({
  label,
  value,
  options,
  onChange,
}: SegmentsProps<Value>) => (
  <fieldset className="segments">
    <legend className="visually-hidden">{label}</legend>
    {options.map((option) => (
      <button
        key={option.value}
        type="button"
        lang={option.lang}
        className={option.icon ? "segments-icon" : undefined}
        aria-label={option.icon ? option.name : undefined}
        title={option.icon ? option.name : undefined}
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
      >
        {option.icon ?? <span>{option.name}</span>}
        {option.count !== undefined && <span className="segments-count">{option.count}</span>}
      </button>
    ))}
  </fieldset>
);
