import { useClient } from "@taskwire/react";
import { useEffect, useState } from "react";
import { useLanguage } from "../language/provider.tsx";

interface Line {
  readonly key: string;
  readonly topic: string;
  readonly number: number;
  readonly type: string;
}

const maxLines = 100;

/** The events as they arrive over the WebSocket, the newest first. */
export function Wire() {
  const { t } = useLanguage();
  const client = useClient();
  const [lines, setLines] = useState<readonly Line[]>([]);

  useEffect(
    () =>
      client.onFrame("events", ({ topic, events }) => {
        const next = events.map(({ number, type }) => ({
          key: `${topic} ${number}`,
          topic,
          number,
          type,
        }));
        setLines((now) => [...next.reverse(), ...now].slice(0, maxLines));
      }),
    [client],
  );

  return (
    <section className="wire" aria-label={t("wire.title")}>
      <h2>{t("wire.title")}</h2>
      {lines.length === 0 && <p className="soft small">{t("wire.nothing")}</p>}
      <ol>
        {lines.map(({ key, topic, number, type }) => (
          <li key={key}>
            <code>
              {type}{" "}
              <span className="soft">
                {topic.replace(/(:.{20}).+/, "$1…")} #{number}
              </span>
            </code>
          </li>
        ))}
      </ol>
    </section>
  );
}
