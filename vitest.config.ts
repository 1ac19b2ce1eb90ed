import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { slowTests } from "./scripts/slow-tests.ts";
import { faultPlugin } from "./test/faults/vite-plugin.ts";
import { keepFilesInMemory } from "./test/support/memory-folder.ts";

const source = "@taskwire/source";
// The export conditions of Node. Vite adds `module`, under which some packages have code for bundlers.
const conditions = [source, ...defaultServerConditions.filter((one) => one !== "module")];
// One process runs many of these files, which saves a quarter of their time. Those of sqlite-storage replace a class of
// Node's before they load what uses it; tests elsewhere measure their process. Those of react have a page of their own.
// Those of postgres-storage are slow: together, one process would run them at the end while the others have nothing to do.
const together = [
  "packages/!(sqlite-storage|postgres-storage|react)/test/**/*.test.ts",
  "test/protocol/**/*.test.ts",
];
const apart = [
  "packages/{sqlite-storage,postgres-storage,react}/test/**/*.test.ts",
  "examples/*/test/**/*.test.ts",
  "test/!(protocol)/**/*.test.ts",
  "test/*.test.ts",
];
const longTests = ["{packages,examples}/*/test/**/*.long.test.ts", "test/**/*.long.test.ts"];

// A fault that is planted to see a test notice it: see test/faults.
const fault = process.env.TASKWIRE_FAULT;
const plugins = fault ? [faultPlugin(import.meta.dirname, Number(fault))] : [];
const planting = fault ? [`--import=${import.meta.dirname}/test/faults/register.ts`] : [];

/**
 * `vitest run` runs the short tests, `--mode quick` those of them that are not slow, `--mode long` the long ones. All from
 * the sources, nothing is built.
 */
export default defineConfig(({ mode }) => {
  const isLong = mode === "long";
  const leftOut = [...longTests, ...(mode === "quick" ? slowTests : [])];
  if (!isLong) keepFilesInMemory();
  return {
    plugins,
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      projects: isLong
        ? [{ extends: true, test: { name: "long", include: longTests } }]
        : [
            {
              extends: true,
              test: { name: "together", include: together, exclude: leftOut, isolate: false },
            },
            { extends: true, test: { name: "apart", include: apart, exclude: leftOut } },
          ],
      globalSetup: ["./test/support/postgres-service.ts", "./test/support/registry-service.ts"],
      reporters: ["default", "./scripts/count-reporter.ts"],
      pool: "forks",
      // One more than the two cores of a small machine: there are always some that wait for a browser, a timer or a disk.
      maxWorkers: 3,
      // A module out of the cache is one without the fault, or with another one.
      ...(fault && { fsModuleCache: false }),
      // For what a test starts beside vite: worker threads inherit it, child processes find it in process.execArgv.
      execArgv: [`--conditions=${source}`, ...planting],
      // A machine under load can be many times slower. Only a test that hangs takes so long.
      testTimeout: isLong ? 15 * 60_000 : 60_000,
      hookTimeout: 60_000,
      // Vitest's own limit is 1 s, and a slow machine needs longer for a page.
      expect: { poll: { timeout: 15_000 } },
      teardownTimeout: 10_000,
    },
  };
});
