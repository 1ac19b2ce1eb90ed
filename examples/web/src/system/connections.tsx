import { useLanguage } from "../language/provider.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import type { Connection } from "./use-overview.ts";

interface ConnectionsProps {
  readonly connections: readonly Connection[];
  /** How many there are, with those that are not shown. */
  readonly count: number;
}

/** The people who are connected, the longest connection first. */
export function Connections({ connections, count }: ConnectionsProps) {
  const { t, dates } = useLanguage();
  const nameOf = useNameOf();
  return (
    <section className="section" aria-labelledby="system-connections">
      <div className="section-head">
        <h2 id="system-connections">{t("system.connections")}</h2>
        <span className="soft small">{t("system.connections.count", { count })}</span>
      </div>
      {/* Its height stays, so that nothing below moves when somebody comes. */}
      <section
        className="table-box"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys.
        tabIndex={0}
        aria-label={t("system.connections.all")}
      >
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("system.name")}</th>
              <th scope="col">{t("system.since")}</th>
              <th scope="col">{t("system.address")}</th>
            </tr>
          </thead>
          <tbody>
            {connections.map(({ id, userId, since, address }) => (
              <tr key={`${id} ${since}`}>
                <th scope="row">
                  <Written>{nameOf(userId)}</Written>
                </th>
                <td>
                  <time dateTime={since} title={dates.full(since)}>
                    {dates.short(since)}
                  </time>
                </td>
                <td>{address ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
