import type { ComponentProps } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Face } from "./face.tsx";

interface PersonButtonProps extends ComponentProps<"button"> {
  readonly person: { readonly id: string; readonly name: string; readonly role: string };
}

/** A person to choose, with their role. */
export function PersonButton({ person: { id, name, role }, ...rest }: PersonButtonProps) {
  const { tOr } = useLanguage();
  return (
    <button type="button" className="person-button" {...rest}>
      <Face id={id} name={name} />
      <span>
        <span className="person-button-name">{name}</span>
        <span className="soft small">{tOr(`role.${role}`, role)}</span>
      </span>
    </button>
  );
}
