/** `lapwing networks calibrate`: how often the test against chance is wrong where all is chance. */
import { calibrate } from '@lapwing/networks';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { coactionOf, type ShareOptions, seedOf, shareOf, withShareOptions } from './options.ts';
import { readNamed } from './read.ts';

interface CalibrateOptions extends ShareOptions {
  readonly q: string;
  readonly shuffles: string;
  readonly seed: string;
}

export function calibrateCommand(networks: Command, done: (code: ExitCode) => void): void {
  withShareOptions(networks.command('calibrate'))
    .description('Shuffle who made which share within each hour, and count how often the test finds anything')
    .option('--q <share>', 'share of false discoveries that the test promises', '0.05')
    .option('--shuffles <n>', 'how often', '200')
    .option('--seed <number>', 'of the shuffles', '1')
    .action(async (file: string, options: CalibrateOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: CalibrateOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const maxQ = shareOf('--q', options.q);
  const [shuffles, seed] = [Number(options.shuffles), seedOf(options.seed)];
  if (!Number.isInteger(shuffles) || shuffles < 1)
    throw new CommandError(`--shuffles: ${options.shuffles} is no number`);
  const { shares } = await readNamed(file, options);
  const show = process.stderr.isTTY;
  const result = calibrate(shares, {
    ...asked,
    shuffles,
    maxQ,
    seed,
    onShuffle: (shuffle) => {
      if (show) process.stderr.write(`\r\u001b[K${count(shuffle)} of ${count(shuffles)} shuffles`);
      return true;
    },
  });
  if (show) process.stderr.write('\r\u001b[K');
  const share = result.withDiscovery / result.shuffles;
  // Two standard deviations of a share whose promise is just kept.
  const tolerance = 2 * Math.sqrt((maxQ * (1 - maxQ)) / result.shuffles);
  const kept = share <= maxQ + tolerance;
  if (options.json === true) printJson({ ...result, share, maxQ, tolerance, kept });
  else {
    console.log(
      `${result.withDiscovery} of ${result.shuffles} shuffles had a discovery: ${(share * 100).toFixed(1)} %`,
    );
    console.log(
      `promised: at most ${maxQ * 100} %, ± ${(tolerance * 100).toFixed(1)} by chance: ${kept ? 'kept' : 'not kept'}`,
    );
    console.log(`${count(result.edges)} edges were tested`);
  }
  return kept ? 0 : 1;
}
