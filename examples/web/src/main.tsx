import "./style/fonts.ts";
import "./style/tokens.css";
import "./style/base.css";
import "./style/parts.css";
import "./style/shell.css";
import "./style/board.css";
import "./style/request.css";
import "./style/thread.css";
import "./style/system.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { LanguageProvider } from "./language/provider.tsx";
import { startWorker } from "./offline/worker.ts";
import { keepFocus } from "./page/focus-keeper.ts";
import { fontsLoaded } from "./page/fonts-loaded.ts";
import { applyTheme } from "./page/theme.ts";
import { CrashBoundary } from "./parts/crash.tsx";
import { SplitPage } from "./split/split-page.tsx";
import { loadWorkplace } from "./workplace/load.ts";

applyTheme();
keepFocus();
startWorker();

const root = createRoot(document.querySelector("#app") as HTMLElement);
const draw = () =>
  root.render(
    <StrictMode>
      <LanguageProvider>
        <CrashBoundary>{location.pathname === "/split" ? <SplitPage /> : <App />}</CrashBoundary>
      </LanguageProvider>
    </StrictMode>,
  );
void Promise.all([fontsLoaded(), loadWorkplace()]).then(draw);
