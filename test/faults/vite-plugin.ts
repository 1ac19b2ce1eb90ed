import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Plugin } from "vite";
import { faultOf } from "./all.ts";
import { plant } from "./fault.ts";

/** Loads the source file of a fault with the fault in it. */
export function faultPlugin(root: string, number: number): Plugin {
  const fault = faultOf(number);
  return {
    name: "taskwire-fault",
    enforce: "pre",
    load(id) {
      const [file = ""] = id.split("?");
      return relative(root, file) === fault.file ? plant(readFileSync(file, "utf8"), fault) : null;
    },
  };
}
