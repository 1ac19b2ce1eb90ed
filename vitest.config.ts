import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const source = "@taskwire/source";
const tests = ["{packages,examples}/*/test/**/*.test.ts", "test/**/*.test.ts"];
const longTests = ["{packages,examples}/*/test/**/*.long.test.ts", "test/**/*.long.test.ts"];

/** `vitest run` runs the short tests, `vitest run --mode long` the long ones. Both from the sources, nothing is built. */
export default defineConfig(({ mode }) => {
  const isLong = mode === "long";
  return {
    resolve: { conditions: [source, ...defaultServerConditions] },
    ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
    test: {
      include: isLong ? longTests : tests,
      exclude: isLong ? [] : longTests,
      globalSetup: ["./test/support/postgres-service.ts"],
      reporters: ["default", "./scripts/count-reporter.ts"],
      pool: "forks",
      maxWorkers: 2,
      // For what a test starts beside vite: worker threads inherit it, child processes find it in process.execArgv.
      execArgv: [`--conditions=${source}`],
      testTimeout: isLong ? 15 * 60_000 : 20_000,
      hookTimeout: 60_000,
      teardownTimeout: 10_000,
    },
  };
});
