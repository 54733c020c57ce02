/** The simulator's `city`, a part of its first day; `--days 3` runs all of it. */
import { parseArgs } from 'node:util';
import { isShort } from './harness/data.ts';
import { measureSimulation } from './harness/simulation.ts';

const { values } = parseArgs({ strict: false, options: { days: { type: 'string' } } });
await measureSimulation('city', Number(values.days ?? (isShort() ? 0.1 : 0.75)));
