/**
 * `node scripts/calibrate.ts [--datasets DIR] [--seed N]`: compare the simulator's marginals with those of real data, and write the plots
 * of docs/evaluation/simulator.md. The table goes to standard output, and from there into the page by hand.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MARGINALS } from './calibration/marginals.ts';
import { plot } from './calibration/plot.ts';
import { realSamples } from './calibration/real.ts';
import { calibrationScenario, simulatedSamples } from './calibration/simulated.ts';
import { complementary, distance, quantileOf, tailExponent } from './calibration/statistics.ts';

const { values: options } = parseArgs({
  options: { datasets: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const datasets =
  options.datasets ?? process.env['LAPWING_DATASETS'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
if (!existsSync(join(datasets, 'higgs'))) {
  console.error(`${datasets} holds no real data; --datasets or LAPWING_DATASETS says where it is`);
  process.exit(2);
}
const out = join(import.meta.dirname, '..', 'docs', 'evaluation', 'simulator');
await mkdir(out, { recursive: true });
const simulated = simulatedSamples(await calibrationScenario(), Number(options.seed));
const real = await realSamples(datasets);

console.log('| marginal | real | n | median, 90 %, 99 % | tail | simulated n | median, 90 %, 99 % | tail | distance |');
console.log('|---|---|--:|---|--:|--:|---|--:|--:|');
for (const { name, title, unit, real: source } of MARGINALS) {
  const [theirs, ours] = [real[name], simulated[name]].map((values) => values.toSorted((a, b) => a - b));
  if (theirs === undefined || ours === undefined) continue;
  const curves = [
    { name: source, points: complementary(theirs) },
    { name: 'simulator', points: complementary(ours) },
  ];
  await writeFile(join(out, `${name}.svg`), plot(title, unit, curves));
  console.log(
    `| ${title}, ${unit} | ${source} | ${summary(theirs)} | ${summary(ours)} | ${distance(theirs, ours).toFixed(2)} |`,
  );
}

function summary(sorted: readonly number[]): string {
  const shown = [0.5, 0.9, 0.99]
    .map((share) => Number(quantileOf(sorted, share).toPrecision(3)).toLocaleString('en'))
    .join(', ');
  return `${sorted.length.toLocaleString('en')} | ${shown} | ${tailExponent(sorted).toFixed(1)}`;
}
