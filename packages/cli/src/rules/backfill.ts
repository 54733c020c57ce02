/** `lapwing rules backfill`: new counters of the rules in force, filled from the journal. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ConnectionOptions } from '../api/connection.ts';
import { CommandError, type ExitCode } from '../exit.ts';

interface BackfillOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly since?: string;
  readonly reason: string;
}

interface BackfillAnswer {
  readonly state: 'none' | 'running' | 'done' | 'stopped' | 'failed';
  readonly share: number;
  readonly events: number;
  readonly position: number | null;
  readonly keys: number | null;
  readonly partial: boolean | null;
  readonly problem: string | null;
}

const PATH = '/v1/ruleset/backfill';
const POLL_MILLIS = 200;

export function backfillCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('backfill')
    .description('Count for the rules in force what they would have counted had they been there before')
    .option('--server <url>', 'a running server')
    .option('--key <key>', 'API key for --server (LAPWING_KEY)')
    .option('--data <directory>', 'data directory (LAPWING_DATA) that no server has open')
    .option('--config <directory>', 'holds lapwing.yaml and rules/, for --data', '.')
    .option('--since <time>', '7d, 36h or an ISO 8601 event time; as far as the counters need when absent')
    .requiredOption('--reason <text>', 'why; it is kept in the journal')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', '\nEvents are decided meanwhile. Ctrl-C stops it, and nothing has changed then.')
    .action(async (options: BackfillOptions) => {
      done(await run(options));
    });
}

/** Whoever checks rules in an editor does not load the server: this command alone does. */
async function run(options: BackfillOptions): Promise<ExitCode> {
  const [{ withApi }, { onInterrupt }, { ProgressLine, count }] = await Promise.all([
    import('../lists/answers.ts'),
    import('../ingest/interrupt.ts'),
    import('../output/progress.ts'),
  ]);
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const { since, reason } = options;
  try {
    return await withApi(options, async ({ ask, print }): Promise<ExitCode> => {
      let state = await ask<BackfillAnswer>('POST', PATH, { since, reason });
      while (state.state === 'running') {
        progress.show({ share: state.share, events: state.events, note: 'reading the journal' });
        if (interrupt.signal.aborted) state = await ask<BackfillAnswer>('DELETE', PATH);
        else {
          await sleep(POLL_MILLIS);
          state = await ask<BackfillAnswer>('GET', PATH);
        }
      }
      progress.end();
      if (state.state !== 'done') throw new CommandError(state.problem ?? 'stopped: nothing has changed');
      print(state, ({ events, keys, position, partial }) => {
        const rest = partial === true ? '\nthe journal, or --since, held less than the counters may depend on' : '';
        return `${count(events)} events read, ${count(keys ?? 0)} keys joined at position ${position}${rest}`;
      });
      return 0;
    });
  } finally {
    progress.end();
    interrupt.stop();
  }
}
