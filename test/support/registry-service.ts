import { execFile } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the npm registry that has the packages of this repository. */
    registry: string;
  }
}

/** A package as `npm pack` makes it. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  /** Path of the tarball. */
  readonly tarball: string;
  readonly integrity: string;
  readonly shasum: string;
  /** The files in the tarball. */
  readonly files: readonly { readonly path: string }[];
}

/**
 * Global setup: an npm registry for all tests that install this repository's packages as their
 * users do. The first request builds and packs them, once for all test files of a run.
 */
export default async function setup(project: {
  provide(name: "registry", url: string): void;
}): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-registry-"));
  let packing: Promise<readonly Packed[]> | undefined;
  const server = createServer(async ({ url: path = "", headers }, response) => {
    try {
      packing ??= pack(folder);
      const packed = await packing;
      if (path === "/-/packed") return void response.end(JSON.stringify(packed));
      const name = decodeURIComponent(path.slice(1));
      const asked = packed.find((one) => name === one.name || name === `${one.name}.tgz`);
      if (!asked) return void response.writeHead(404).end();
      if (name !== asked.name) return void response.end(readFileSync(asked.tarball));
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(documentOf(asked, `http://${headers.host}`)));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  project.provide("registry", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await packing?.catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
}

async function pack(folder: string): Promise<readonly Packed[]> {
  const run = promisify(execFile);
  await run(process.execPath, ["scripts/build.mjs"]);
  const { stdout } = await run("npm", [
    "pack",
    "--json",
    "--ignore-scripts",
    `--pack-destination=${folder}`,
    ...readdirSync("packages").map((name) => `--workspace=packages/${name}`),
  ]);
  const packed: readonly (Packed & { readonly filename: string })[] = Object.values(
    JSON.parse(stdout),
  );
  return packed.map(({ filename, ...one }) => ({ ...one, tarball: join(folder, filename) }));
}

/** The document of a registry about a package that has one version. */
function documentOf({ name, version, integrity, shasum }: Packed, url: string): object {
  const manifests = globSync("packages/*/package.json").map((path) =>
    JSON.parse(readFileSync(path, "utf8")),
  );
  const manifest = manifests.find((one) => one.name === name);
  const dist = { tarball: `${url}/${name}.tgz`, integrity, shasum };
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
  };
}
