// Test files that take most of the time of a whole run. `npm test` leaves them out, so that it takes minutes.
// `npm run test:all` runs them too, and so does CI.
export const slowTests: readonly string[] = [
  // A browser shows every page, in both languages.
  "examples/{vanilla,web}/test/**",
  "test/{composer,decision-page,site,tabs}.test.ts",

  // Apps and all code of the docs are compiled, built and started.
  "test/{create-taskwire,docs-code,docs-programs,doors,package-doors,packages,react-docs,readme}.test.ts",
  "examples/{cluster,express-existing-app}/test/**",
  "examples/server/test/process.test.ts",

  // Servers are killed, flooded, or under load for a long time.
  "test/{abuse,floods,lines,postgres,redis,soak,stalled}.test.ts",

  // Many random inputs.
  "test/{approval-simulation,fuzz,rest-fuzz}.test.ts",

  // Many cases, each of them on every storage.
  "test/{approval-cases,copy,deadlines,deletion,storages}.test.ts",
  "test/cli/{verify,verify-edits}.test.ts",
  "packages/{postgres-storage,sqlite-storage}/test/engine-races.test.ts",
  "packages/postgres-storage/test/postgres-storage.test.ts",
];
