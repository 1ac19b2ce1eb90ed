import { posix } from "node:path";

/** The files of the site by path. */
export type Output = ReadonlyMap<string, string | Uint8Array>;

/** Returns a message for each link that leads nowhere, each request to another host and each repeated id. */
export function problemsOf(output: Output): string[] {
  const ids = new Map<string, Set<string>>();
  const problems: string[] = [];
  for (const [path, html] of pagesOf(output)) {
    const all = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => decode(id));
    const unique = new Set(all);
    ids.set(path, unique);
    if (unique.size < all.length) {
      const repeated = all.filter((id, i) => all.indexOf(id) !== i);
      problems.push(`${path} has the id ${repeated[0]} twice.`);
    }
  }
  for (const [path, html] of pagesOf(output)) {
    for (const [tag, attribute, link = ""] of html.matchAll(
      /<[a-z]+(?=\s)[^>]*?\s(href|src)="([^"]*)"[^>]*>/g,
    )) {
      const href = decode(link);
      if (/^[a-z]+:|^\/\//.test(href)) {
        const isLink = tag.startsWith("<a ") && attribute === "href";
        if (!isLink && !href.startsWith("data:"))
          problems.push(`${path} loads ${href} from another host.`);
        continue;
      }
      const [file = "", hash = ""] = href.split("#");
      const target =
        file === "" ? path : posix.normalize(posix.join(posix.dirname(path), decodeURI(file)));
      if (!output.has(target)) problems.push(`${path}: there is no ${target} (${href}).`);
      else if (hash !== "" && !ids.get(target)?.has(decodeURIComponent(hash)))
        problems.push(`${path}: ${target} has no heading ${hash}.`);
    }
  }
  for (const [path, text] of output) {
    if (path.endsWith(".css") && /url\(["']?(?:https?:)?\/\//.test(String(text)))
      problems.push(`${path} loads something from another host.`);
  }
  return problems;
}

const pagesOf = (output: Output): (readonly [string, string])[] =>
  [...output]
    .filter(([path]) => path.endsWith(".html"))
    .map(([path, text]) => [path, String(text)] as const);

const decode = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
