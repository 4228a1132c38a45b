// Writes zigbeeExposes.json: what the models of Zigbee2MQTT say, from the package that Zigbee2MQTT itself uses. Run it when a new version adds models:
//   npm install --prefix <folder> --ignore-scripts zigbee-herdsman-converters, then: node zigbeeExposes.mjs <folder> > zigbeeExposes.json
// The package is no dependency of Link Line: with its own it has 42 MB in 2,941 files, for one table that changes a few times a year.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const home = join(process.argv[2], "node_modules/zigbee-herdsman-converters");
const require = createRequire(join(home, "index.js"));
const { prepareDefinition } = require("zigbee-herdsman-converters");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

const isReported = 1;
const flat = (expose) => (expose.features ? expose.features.flatMap(flat) : [expose]);
const valuesOf = ({ type, value_on: on, value_off: off, values }) =>
  type === "binary" ? [on, off] : type === "numeric" ? [7] : (values ?? [`(${type})`]);
const aboutDanger = /smoke|gas|carbon_monoxide|^co_|leak|^water|sos|fall|emergency|panic|^alarm/;

const models = new Map();
for (const file of readdirSync(join(home, "dist/devices")).filter((name) => name.endsWith(".js"))) {
  for (const definition of require(join(home, "dist/devices", file)).definitions ?? []) {
    if (models.has(definition.model)) continue;
    const { exposes } = prepareDefinition(definition);
    const all = typeof exposes === "function" ? exposes({ isDummyDevice: true }, {}) : exposes;
    models.set(
      definition.model,
      all.flatMap(flat).filter(({ access }) => (access & isReported) === isReported),
    );
  }
}

const words = new Map();
const telecare =
  /^(contact|occupancy|presence|smoke|gas|carbon_monoxide|water_leak|sos|action|pressure_state|fall_status|fall_down_status|status|temperature)$/;
for (const [model, exposes] of models)
  for (const expose of exposes) {
    const property = expose.property ?? expose.name;
    if (property === undefined || !(aboutDanger.test(property) || property === "action")) continue;
    for (const value of valuesOf(expose)) {
      if (value === undefined || (property === "action" && !/emergency|sos|panic|fall|alarm|help|fire/.test(value))) continue;
      const key = JSON.stringify([property, value]);
      const known = words.get(key) ?? { models: 0, such_as: model };
      words.set(key, { ...known, models: known.models + 1 });
    }
  }

const table = readFileSync(join(import.meta.dirname, "../../../../../ingest/receive/families/zigbee2mqtt/models.ts"), "utf8");
const lines = (entries) => entries.map((entry) => `    ${entry}`).join(",\n");
const sorted = [...words].sort(([one], [other]) => (one < other ? -1 : 1));
const report = [...models]
  .map(([model, exposes]) => [
    model,
    [...new Set(exposes.map(({ property, name }) => property ?? name).filter((name) => telecare.test(name)))],
  ])
  .filter(([model]) => table.includes(`"${model}"`) || new RegExp(`\\b${model.replaceAll(/\W/g, "\\$&")}: `).test(table))
  .sort(([one], [other]) => (one < other ? -1 : 1));
console.log(`{
  "source": "zigbee-herdsman-converters ${version}",
  "models": ${models.size},
  "words": {
${lines(sorted.map(([key, { models: count, such_as }]) => `${JSON.stringify(key)}: ${JSON.stringify(`${count}, such as ${such_as}`)}`))}
  },
  "reports": {
${lines(report.map(([model, properties]) => `${JSON.stringify(model)}: ${JSON.stringify(properties.join(" "))}`))}
  }
}`);
