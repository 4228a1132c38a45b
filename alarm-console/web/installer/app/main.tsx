import "../../noEval.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../../shared/design/tokens.css";
import "../../shared/design/elements.css";
import "./installer.css";
import { CrashScreen } from "../../shared/session/CrashScreen.tsx";
import { InstallerApp } from "./InstallerApp.tsx";

// The page then opens without a connection as well; a browser that refuses it only needs one.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/installer/worker.js", { scope: "/installer/" }).catch(() => {});

const page = document.getElementById("page");
if (page === null) throw new Error("installer/index.html has no #page element");
createRoot(page).render(
  <StrictMode>
    <CrashScreen>
      <InstallerApp />
    </CrashScreen>
  </StrictMode>,
);
