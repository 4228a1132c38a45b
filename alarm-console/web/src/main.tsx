import "./noEval.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./design/tokens.css";
import "./design/elements.css";
import { Entrance } from "./session/Entrance.tsx";
import { FaultScreen } from "./session/FaultScreen.tsx";

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page element");
createRoot(page).render(
  <StrictMode>
    <FaultScreen>
      <Entrance />
    </FaultScreen>
  </StrictMode>,
);
