/** E1, E2, E3, at length: LAPWING_KILL_ROUNDS rounds of `kill -9` (60 when unset), LAPWING_KILL_SEED to repeat a plan. */
import { expect, it } from 'vitest';
import { killRounds } from './kill/rounds.ts';

it('many rounds of kill -9 under load lose nothing and do nothing twice', async () => {
  const rounds = Number(process.env['LAPWING_KILL_ROUNDS'] ?? 60);
  const seed = Number(process.env['LAPWING_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const startedAt = performance.now();
  const report = await killRounds(rounds, seed);
  const secondsPerRound = (performance.now() - startedAt) / 1000 / rounds;
  console.log(JSON.stringify({ ...report, secondsPerRound }));
  expect(report.events).toBeGreaterThan(rounds);
  expect(report.deliveries).toBeGreaterThan(0);
});
