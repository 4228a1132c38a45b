import "./noEval.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./shared/design/tokens.css";
import "./shared/design/elements.css";
import { App } from "./App.tsx";
import { chosenColours, showColours } from "./shared/design/colours.ts";
import { CrashScreen } from "./shared/session/CrashScreen.tsx";

showColours(chosenColours());
const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page element");
createRoot(page).render(
  <StrictMode>
    <CrashScreen>
      <App />
    </CrashScreen>
  </StrictMode>,
);
