import { useLanguage } from "../language/provider.tsx";

/** One of six colours for a person. The same person has the same one everywhere. */
function colourOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 6_007;
  return sum % 6;
}

// A Thai vowel before its consonant is not the letter that a name begins with.
const initialOf = (name: string): string => /[\p{L}\p{N}]/u.exec(name)?.[0]?.toUpperCase() ?? "?";

/** The initial of a person, in their colour. It decorates a name that stands beside it. */
export const Face = ({ id, name }: { readonly id: string; readonly name: string }) => (
  <span className={`face face-${colourOf(id)}`} aria-hidden="true">
    {initialOf(name)}
  </span>
);

interface FacesProps {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly label: string;
}

const maxShown = 5;

/** Up to five people, and the number of the others. */
export function Faces({ people, label }: FacesProps) {
  const { t } = useLanguage();
  const others = people.length - maxShown;
  const names = people.slice(0, maxShown).map(({ name }) => name);
  const all = others > 0 ? [...names, t("faces.more", { count: others })] : names;
  return (
    <span
      className="faces"
      role="img"
      aria-label={`${label}: ${all.join(", ")}`}
      title={all.join(", ")}
    >
      {people.slice(0, maxShown).map(({ id, name }) => (
        <Face key={id} id={id} name={name} />
      ))}
      {others > 0 && (
        <span className="face face-others" aria-hidden="true">
          +{others}
        </span>
      )}
    </span>
  );
}
