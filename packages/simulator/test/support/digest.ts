/** Prints the digest of a run of `tiny`: a process of its own, so that it can have another time zone and language. */
import { createHash } from 'node:crypto';
import { eventLines } from '../../src/index.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const hash = createHash('sha256');
const onTruth = (truth: unknown) => hash.update(`${JSON.stringify(truth)}\n`);
for (const line of eventLines({ scenario: await loadScenario('tiny'), seed: 1, onTruth })) hash.update(`${line}\n`);
console.log(hash.digest('hex'));
