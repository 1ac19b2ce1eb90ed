import { Preferences } from "../inbox/preferences.tsx";
import { useLanguage } from "../language/provider.tsx";
import { LanguageChoice, ThemeChoice } from "../shell/choices.tsx";
import { usePageName } from "../shell/title.ts";
import { workplace } from "../workplace/workplace.ts";
import { DeliveryTimes } from "./delivery-times.tsx";

/** What I choose for myself: language and colours, what I am told, and when I am away. */
export function SettingsPage() {
  const { t } = useLanguage();
  const Absences = workplace().approval?.Absences;
  usePageName(t("settings.title"));
  return (
    <div className="page">
      <h1>{t("settings.title")}</h1>
      <section className="section" aria-label={t("settings.look")}>
        <h2>{t("settings.look")}</h2>
        <LanguageChoice />
        <ThemeChoice />
      </section>
      {Absences && <Absences />}
      <section className="section" aria-label={t("inbox.preferences")}>
        <h2>{t("inbox.preferences")}</h2>
        <Preferences />
      </section>
      <DeliveryTimes />
    </div>
  );
}
