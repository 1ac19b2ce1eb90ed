#!/usr/bin/env node
// Imported dynamically, so that an error on the way, such as that of an old Node, is one line and no stack trace.
import("./run.ts")
  .then(({ run }) => run(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 3;
    },
  );
