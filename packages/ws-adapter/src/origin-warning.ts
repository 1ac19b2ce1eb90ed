import type { IncomingMessage } from "node:http";

/** Anybody can send any origin. So only the first few of them are reported. */
const maxOrigins = 8;
const maxLength = 200;

/**
 * Returns a function that warns about a page that may not connect, once for each origin. The page itself
 * can't show why: browsers hide the answer to an upgrade. It is a warning of Node's process,
 * `TASKWIRE_ORIGIN`, so `--disable-warning=TASKWIRE_ORIGIN` turns it off.
 */
export function originWarning(): (request: IncomingMessage) => void {
  const seen = new Set<string>();
  return ({ headers: { origin, host } }) => {
    if (origin === undefined || seen.size >= maxOrigins) return;
    const shown = JSON.stringify(origin.slice(0, maxLength));
    if (seen.has(shown)) return;
    seen.add(shown);
    process.emitWarning(
      `A page of ${shown} may not connect to ${JSON.stringify(String(host).slice(0, maxLength))}. If it is a page of your app, add its origin to the option \`origins\` of wsAdapter. Behind a proxy, "same-origin" needs \`trustProxy\`, and the proxy has to leave the Host header as it is.`,
      { type: "TaskwireWarning", code: "TASKWIRE_ORIGIN" },
    );
  };
}
