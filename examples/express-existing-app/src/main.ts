import { startServer } from "./server.ts";

const { DATABASE_URL: databaseUrl, PORT = "3000" } = process.env;
if (!databaseUrl) {
  console.error("This app needs a PostgreSQL: DATABASE_URL=postgres://app@localhost/app npm start");
  process.exit(2);
}
const { url, close } = await startServer({ databaseUrl, port: Number(PORT) });
console.log(`running at ${url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void close().then(() => process.exit()));
