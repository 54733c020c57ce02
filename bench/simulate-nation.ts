/** The simulator's `nation`, a million people: its first three hours; `--days 0.5` runs all of it. */
import { parseArgs } from 'node:util';
import { isShort } from './harness/data.ts';
import { measureSimulation } from './harness/simulation.ts';

const { values } = parseArgs({ strict: false, options: { days: { type: 'string' } } });
await measureSimulation('nation', Number(values.days ?? (isShort() ? 0.01 : 0.125)));
