/** Shares as chance would have them: the null hypothesis of null-model.ts, drawn. */
import { blocksOf } from './blocks.ts';
import type { Shares } from './shares.ts';

/** The same shares with their actors shuffled within each block of time. `random` gives numbers in [0, 1). */
export function shuffleWithinBlocks(shares: Shares, blockMillis: number, random: () => number): Shares {
  const blocks = blocksOf(shares.timeMillis, blockMillis);
  const rows: number[][] = Array.from({ length: blocks.count }, () => []);
  for (const [row, time] of shares.timeMillis.entries()) rows[blocks.of(time)]!.push(row);
  const actor = shares.actor.slice();
  for (const block of rows) {
    for (let i = block.length - 1; i > 0; i--) {
      const other = block[Math.floor(random() * (i + 1))]!;
      const row = block[i]!;
      [actor[row], actor[other]] = [actor[other]!, actor[row]!];
    }
  }
  const { message: _, ...columns } = shares;
  return { ...columns, actor };
}

/** The same shares with their times dealt anew among all of them: who acted on what stays, when is a matter of chance. */
export function shuffleTimes(shares: Shares, random: () => number): Shares {
  const timeMillis = shares.timeMillis.slice();
  for (let i = timeMillis.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [timeMillis[i], timeMillis[other]] = [timeMillis[other]!, timeMillis[i]!];
  }
  return { ...shares, timeMillis };
}
