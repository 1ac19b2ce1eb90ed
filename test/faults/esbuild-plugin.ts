import { readFileSync } from "node:fs";
import { extname, relative } from "node:path";
import type { Plugin } from "esbuild";
import { faultOf } from "./all.ts";
import { plant } from "./fault.ts";

/** Bundles the source file of the planted fault with the fault in it. None is planted: no plugins. */
export function faultPlugins(): Plugin[] {
  const number = Number(process.env.TASKWIRE_FAULT);
  if (!number) return [];
  const fault = faultOf(number);
  return [
    {
      name: "taskwire-fault",
      setup(bundle) {
        bundle.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
          if (relative(process.cwd(), path) !== fault.file) return undefined;
          const loader = extname(path) === ".tsx" ? "tsx" : "ts";
          return { contents: plant(readFileSync(path, "utf8"), fault), loader };
        });
      },
    },
  ];
}
