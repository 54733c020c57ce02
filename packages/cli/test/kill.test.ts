/** E1, E2, E3: a few rounds of `kill -9` under load in every run of the tests; kill.slow.test.ts does many. */
import { expect, it } from 'vitest';
import { killRounds } from './kill/rounds.ts';

it('kill -9 under load loses nothing that was acknowledged and does nothing twice', { timeout: 300_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const report = await killRounds(3, seed);
  console.log(JSON.stringify(report));
  expect(report.kills).toBe(3);
});
