import { languageOf } from "../language/bilingual.ts";
import { useLanguage } from "../language/provider.tsx";

interface WrittenProps {
  /** A text that people wrote. */
  readonly children: string;
  readonly className?: string | undefined;
  readonly title?: boolean;
}

/** A text of people, marked with the language that it is written in. Of a bilingual one, one language. */
export function Written({ children, className, title = false }: WrittenProps) {
  const { own } = useLanguage();
  const text = own(children);
  return (
    <span lang={languageOf(text)} className={className} title={title ? text : undefined}>
      {text}
    </span>
  );
}
