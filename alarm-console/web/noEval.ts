import { config } from "zod";

// Imported before anything that makes a schema: zod would otherwise probe whether it may compile from strings, which the
// content security policy reports as an attack.
config({ jitless: true });
