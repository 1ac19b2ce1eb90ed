import "../style/settings.css";
import { useRef } from "react";
import { addWords } from "../language/dictionary.ts";
import { useLanguage } from "../language/provider.tsx";
import { useGlide } from "../page/glide.ts";
import { Button } from "../parts/button.tsx";
import { settingsWords } from "../words/settings.ts";
import { DigestChoice } from "./digest.tsx";
import { QuietHoursList } from "./quiet-hours.tsx";
import { deviceZone, useOwnTimes } from "./use-own-times.ts";

// They are loaded with this part.
addWords(settingsWords);

/** The times at which messages outside of the app may reach me. */
export function DeliveryTimes() {
  const { t } = useLanguage();
  const { timeZone, save } = useOwnTimes();
  const section = useRef<HTMLElement>(null);
  useGlide(section, ".page");
  return (
    <section ref={section} className="section" aria-labelledby="delivery">
      <h2 id="delivery">{t("delivery.title")}</h2>
      <p className="soft">{t("delivery.lead")}</p>
      <QuietHoursList />
      <DigestChoice />
      <p className="soft small">
        {t("delivery.zone", { zone: timeZone })}{" "}
        {timeZone !== deviceZone && t("delivery.zone.device", { zone: deviceZone })}
      </p>
      {timeZone !== deviceZone && (
        <p>
          <Button size="small" onClick={() => void save({ timeZone: deviceZone })}>
            {t("delivery.zone.use", { zone: deviceZone })}
          </Button>
        </p>
      )}
    </section>
  );
}
