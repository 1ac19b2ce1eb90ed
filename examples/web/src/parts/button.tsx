import type { ComponentProps, ReactNode } from "react";

interface ButtonProps extends Omit<ComponentProps<"button">, "type"> {
  /** `primary`: the one thing to do here. `danger`: something that takes away. `quiet`: without a frame. */
  readonly tone?: "primary" | "danger" | "quiet" | undefined;
  readonly size?: "small" | undefined;
  readonly icon?: ReactNode;
  readonly submits?: boolean | undefined;
}

/** A button of at least 44 px, 32 px if it is small. */
export function Button({ tone, size, icon, submits, className, children, ...rest }: ButtonProps) {
  const classes = ["button", tone && `button-${tone}`, size && `button-${size}`, className];
  return (
    <button
      {...rest}
      type={submits ? "submit" : "button"}
      className={classes.filter(Boolean).join(" ")}
    >
      {icon}
      {children !== undefined && <span className="button-text">{children}</span>}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "type" | "aria-label"> {
  readonly label: string;
}

/** A button that shows only an icon. */
export const IconButton = ({ label, className = "", children, ...rest }: IconButtonProps) => (
  <button
    {...rest}
    type="button"
    className={`icon-button ${className}`}
    aria-label={label}
    title={label}
  >
    {children}
  </button>
);
