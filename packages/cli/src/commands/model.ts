/** `lapwing model`: what models are worth. Loads the learning engine alone. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { evaluateBenchmark } from '../model/evaluate.ts';

export function modelCommands(program: Command, done: (code: ExitCode) => void): void {
  const model = program.command('model').description('Models: what they are worth on data that did not make them');
  model
    .command('evaluate')
    .description('Train and judge on a public data set by its protocol; nothing is tuned on what judges')
    .argument('[name]', 'which one; without it they are listed')
    .option('--data <directory>', 'the data set, or the folder that holds it under its name')
    .option('--seed <number>', 'of splits and intervals', '1')
    .option('--json', 'print one JSON object')
    .action(async (name: string | undefined, options) => {
      done(await evaluateBenchmark(name, options));
    });
}
