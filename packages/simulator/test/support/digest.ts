/** Prints the digest of the first day of `tiny`: a process of its own, so that it can have another time zone and language. */
import { createHash } from 'node:crypto';
import { eventLines } from '../../src/index.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const hash = createHash('sha256');
const scenario = { ...(await loadScenario('tiny')), days: 1 };
const onTruth = (truth: unknown) => hash.update(`${JSON.stringify(truth)}\n`);
for (const line of eventLines({ scenario, seed: 1, onTruth })) hash.update(`${line}\n`);
console.log(hash.digest('hex'));
