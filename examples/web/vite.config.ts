import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  // Inside the repository, taskwire's packages are read from their sources.
  resolve: { conditions: ["@taskwire/source", ...defaultClientConditions] },
  build: {
    target: "es2023",
    // The server's policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/auth": "http://127.0.0.1:3000",
      "/admin": "http://127.0.0.1:3000",
      "/people": "http://127.0.0.1:3000",
      "/api": "http://127.0.0.1:3000",
      "/taskwire": { target: "http://127.0.0.1:3000", ws: true },
    },
  },
});
