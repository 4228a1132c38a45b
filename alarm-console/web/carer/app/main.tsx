import "../../noEval.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../../shared/design/tokens.css";
import "../../shared/design/elements.css";
import "./carer.css";
import { CrashScreen } from "../../shared/session/CrashScreen.tsx";
import { CarerApp } from "./CarerApp.tsx";
import { followTheNight } from "./nightColours.ts";
import { startWorker } from "./phone/worker.ts";

startWorker();

followTheNight();
const page = document.getElementById("page");
if (page === null) throw new Error("carer/index.html has no #page element");
createRoot(page).render(
  <StrictMode>
    <CrashScreen>
      <CarerApp />
    </CrashScreen>
  </StrictMode>,
);
