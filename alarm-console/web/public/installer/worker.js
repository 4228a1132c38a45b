// The worker of the installer's page, so that it opens without a connection: the same as the carer's, in another scope (carer/worker/cache.ts).
importScripts("/carer/worker.js");
