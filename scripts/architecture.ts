import { posix } from "node:path";
import ts from "typescript";
import { ambientUses } from "./ambient.ts";
import { mayImport, packageRules } from "./architecture-rules.ts";

/** Sources by path from the repository's root, e.g. `packages/core/src/errors.ts`. */
export type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The imported file, if it is in this repository. */
  readonly to: string | null;
}

const maxLines = 400;
const emptyNames = new Set([
  "types.ts",
  "utils.ts",
  "util.ts",
  "helpers.ts",
  "common.ts",
  "misc.ts",
]);

/**
 * Returns a message for each violation of ARCHITECTURE.md, with the rule's reason. Type imports
 * count too.
 */
export function violations(sources: Sources): string[] {
  const imports = [...sources].flatMap(([from, text]) =>
    specifiers(text).map(
      (specifier): Import => ({ from, specifier, to: resolve(from, specifier, sources) }),
    ),
  );
  return [
    ...imports.flatMap(importViolations),
    ...circles(imports),
    ...[...sources].flatMap(([file, text]) => fileViolations(file, text)),
  ];
}

function specifiers(text: string): string[] {
  // Reads `import type`, `export … from` and `import("…")` alike.
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function resolve(from: string, specifier: string, sources: Sources): string | null {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  const [, name, subpath = ""] = /^@taskwire\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === undefined) return null;
  const src = `packages/${name}/src`;
  const candidates = [
    `${src}/${subpath}/index.ts`,
    `${src}/doors/${subpath}.ts`,
    `${src}/index.ts`,
  ];
  return candidates.find((path) => sources.has(posix.normalize(path))) ?? null;
}

function importViolations({ from, specifier, to }: Import): string[] {
  const home = packageOf(from);
  if (home === null) return [];
  if (specifier.startsWith(".")) {
    if (to === null || packageOf(to) !== home) {
      return [
        `${from} imports ${specifier}: a relative import must not leave its package, because dist/ has no such path.`,
      ];
    }
    if (!from.startsWith(`packages/${home}/src/`)) return [];
    if (posix.basename(to) === "index.ts" && to === `packages/${home}/src/index.ts`) {
      return [
        `${from} imports ${specifier}: files inside must not import the package's own index.ts, because that makes cycles.`,
      ];
    }
    if (home !== "core") return [];
    const reason = mayImport(partPath(from), partPath(to));
    return reason === null ? [] : [`${from} imports ${specifier}: ${reason}`];
  }
  if (!specifier.startsWith("@taskwire/") || !from.startsWith(`packages/${home}/src/`)) return [];
  const { may, because } = packageRules[home] ?? {
    may: [],
    because: "add the package to scripts/architecture-rules.ts",
  };
  return may.includes(specifier) ? [] : [`${from} imports ${specifier}: ${because}.`];
}

function fileViolations(file: string, text: string): string[] {
  const found: string[] = [];
  const inSource = /^(packages|examples)\/[^/]+\/src\//.test(file);
  if (!inSource) return found;
  const lines = text.split("\n").length - 1;
  if (lines > maxLines)
    found.push(`${file} has ${lines} lines: one idea per file, at most ${maxLines} lines.`);
  if (emptyNames.has(posix.basename(file)))
    found.push(`${file}: the name is too general; name the file after its idea.`);
  if (isSimulated(file)) {
    for (const use of ambientUses(text)) {
      found.push(
        `${file}:${use.line} uses ${use.name}: time, ids and random numbers must come from the runtime, or the simulation can't control them.`,
      );
    }
  }
  return found;
}

/**
 * Core and client run on a simulated clock in tests. The contract suites test real adapters in real
 * time.
 */
function isSimulated(file: string): boolean {
  const isOurs =
    /^packages\/(core|client)\/src\//.test(file) && !file.startsWith("packages/core/src/testing/");
  return isOurs && posix.basename(file) !== "runtime.ts";
}

/** One message per import cycle, beginning with its alphabetically first file. */
function circles(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to !== null) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      const circle = path.slice(at);
      const first = circle.indexOf([...circle].sort()[0] ?? file);
      found.add([...circle.slice(first), ...circle.slice(0, first)].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return [...found].map(
    (circle) => `import cycle: ${circle}. Move the shared code to a lower part.`,
  );
}

function packageOf(path: string): string | null {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** `engine/commit.ts` for `packages/core/src/engine/commit.ts`. */
function partPath(path: string): string {
  return path.replace(/^packages\/[^/]+\/src\//, "");
}
