#!/usr/bin/env node
// Imported dynamically, so that an error during the import (for example from an old Node) is
// printed as one line and not as a stack trace.
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
