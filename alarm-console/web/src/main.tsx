import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { config } from "zod";
import "./design/tokens.css";
import "./design/elements.css";
import { Entrance } from "./session/Entrance.tsx";
import { FaultScreen } from "./session/FaultScreen.tsx";

// zod would otherwise try to compile validators from strings, which the content security policy reports as an attack.
config({ jitless: true });

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page element");
createRoot(page).render(
  <StrictMode>
    <FaultScreen>
      <Entrance />
    </FaultScreen>
  </StrictMode>,
);
