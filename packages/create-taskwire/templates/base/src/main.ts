import { startServer } from "./server.ts";

const port = Number(process.env.PORT ?? 3000);
const { url, close } = await startServer({ file: process.env.DB ?? "app.db", port }).catch(
  (error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    console.error(`Port ${port} is in use. Choose another one: PORT=${port + 1} npm start`);
    process.exit(1);
  },
);
console.log(`\n  Open ${url} and sign in as Dao.\n  Open it in a private window too, as Lek.`);
console.log(`\n  เปิด ${url} แล้วเข้าใช้เป็นดาว\n  เปิดหน้าต่างส่วนตัวอีกหน้าต่าง แล้วเข้าใช้เป็นเล็ก\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void close().then(() => process.exit()));
