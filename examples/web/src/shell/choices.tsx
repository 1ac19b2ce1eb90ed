import { useLanguage } from "../language/provider.tsx";
import { languages } from "../language/words.ts";
import { setTheme, themes, useTheme } from "../page/theme.ts";
import { Segments } from "../parts/segments.tsx";

/** Switches the language of the page. */
export function LanguageChoice() {
  const { language, setLanguage, t } = useLanguage();
  return (
    <Segments
      label={t("language.label")}
      value={language}
      options={languages.map(({ id, name }) => ({ value: id, name, lang: id }))}
      onChange={setLanguage}
    />
  );
}

/** Switches between light and dark. */
export function ThemeChoice() {
  const { t } = useLanguage();
  return (
    <Segments
      label={t("theme.label")}
      value={useTheme()}
      options={themes.map((theme) => ({ value: theme, name: t(`theme.${theme}`) }))}
      onChange={setTheme}
    />
  );
}
