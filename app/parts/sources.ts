import { asGatewayId } from "#domain/record/gatewayFields.ts";
import type { Registry } from "#homes/registry.ts";
import type { Ingest } from "#ingest/ingest.ts";
import { familyNamed } from "#ingest/receive/families/catalogue.ts";
import { Source } from "#ingest/sources/source.ts";
import type { SourceState } from "#ingest/sources/sourceState.ts";
import { readSources } from "#ingest/sources/sourcesConfig.ts";
import type { Clock } from "#platform/clock.ts";
import { StartFault } from "#platform/startFault.ts";
import type { Base } from "./base.ts";

interface Sources {
  states(): SourceState[];
  /** Connects. The connections end with the service. */
  start(): void;
}

const noGateway = "none of its gateways is registered: what it sends is of no home";

/** The brokers of sites that LINKLINE_SOURCES names. Throws StartFault for a family that Link Line does not have. */
export function createSources(
  { config, log, metrics, started }: Base,
  clock: Clock,
  registry: Pick<Registry, "gateways">,
  { acceptFromSource }: Pick<Ingest, "acceptFromSource">,
): Sources {
  const sources = readSources(config.sourcesPath).map((one) => {
    if (familyNamed(one.family) === undefined)
      throw new StartFault(`LINKLINE_SOURCES: the source ${one.name} has the family ${one.family}, which Link Line does not have.`);
    const connected = metrics.sourcesConnected.labels({ source: one.name });
    connected.set(0);
    return new Source(one, { accept: acceptFromSource, clock, log, changed: (state) => connected.set(state.connected ? 1 : 0) });
  });
  const isServed = ({ gatewayIds }: SourceState): boolean => gatewayIds.some((id) => registry.gateways.get(asGatewayId(id)) !== undefined);
  return {
    states: () => sources.map(({ state }) => (isServed(state) ? state : { ...state, fault: state.fault ?? noGateway })),
    start() {
      for (const source of sources) {
        source.start();
        started.add(() => source.stop());
      }
    },
  };
}
