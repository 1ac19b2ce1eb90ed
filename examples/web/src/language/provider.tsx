import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { inLanguage } from "./bilingual.ts";
import { type Dates, datesIn } from "./dates.ts";
import { type Translate, type TranslateOr, translateIn, translateOrIn } from "./dictionary.ts";
import type { Language } from "./words.ts";

/** Everything that depends on the language of the page. */
export interface Spoken {
  readonly language: Language;
  setLanguage(language: Language): void;
  readonly t: Translate;
  readonly tOr: TranslateOr;
  readonly dates: Dates;
  /** The part of a bilingual title that is in the page's language. */
  own(title: string): string;
}

const LanguageContext = createContext<Spoken | undefined>(undefined);

const storageKey = "taskwire.language";

function firstLanguage(): Language {
  const wanted = localStorage.getItem(storageKey) ?? navigator.language;
  return wanted.startsWith("th") ? "th" : "en";
}

/** Gives the components below it the words of the chosen language. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  // Another tab may have changed it.
  useEffect(() => {
    const changed = ({ key }: StorageEvent) => key === storageKey && setLanguage(firstLanguage());
    addEventListener("storage", changed);
    return () => removeEventListener("storage", changed);
  }, []);

  const spoken = useMemo<Spoken>(
    () => ({
      language,
      setLanguage(next) {
        localStorage.setItem(storageKey, next);
        setLanguage(next);
      },
      t: translateIn(language),
      tOr: translateOrIn(language),
      dates: datesIn(language),
      own: (title) => inLanguage(title, language),
    }),
    [language],
  );
  return <LanguageContext value={spoken}>{children}</LanguageContext>;
}

/** Returns the words of the page's language. */
export function useLanguage(): Spoken {
  const spoken = useContext(LanguageContext);
  if (!spoken) throw new Error("Put a <LanguageProvider> around the app.");
  return spoken;
}
