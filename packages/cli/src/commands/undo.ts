/** `lapwing undo`: what a rule, a ruleset or a person did between two times, taken back as a batch on the running server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Static, Type } from '@sinclair/typebox';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { ProgressLine } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import { checked } from './brakes.ts';
import { type Session, type SignedInOptions, signedIn, signedInOptions } from './signed-in.ts';

interface UndoOptions extends SignedInOptions {
  readonly rule?: string;
  readonly version?: string;
  readonly ruleset?: string;
  readonly person?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

const POLL_MILLIS = 200;

const Counts = Type.Object({
  effects: Type.Number(),
  verdicts: Type.Number(),
  plugins: Type.Number(),
  unreadable: Type.Number(),
  outcomes: Type.Record(Type.String(), Type.Number()),
});
const Labels = Type.Array(
  Type.Object({ entityType: Type.String(), entityId: Type.String(), label: Type.String(), outcome: Type.String() }),
);
const Forecast = Type.Intersect([Counts, Type.Object({ labels: Labels, complete: Type.Boolean() })]);
const Batch = Type.Intersect([
  Counts,
  Type.Object({
    id: Type.String(),
    state: Type.String(),
    progress: Type.Number(),
    by: Type.String(),
    reason: Type.String(),
    at: Type.String(),
  }),
]);

export function undoCommand(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('undo')
    .description('Take back what a rule, a ruleset or a person did between two times (event time)')
    .option('--rule <name>', 'what this rule did')
    .option('--version <version>', 'of the rule; every version when absent')
    .option('--ruleset <hash>', 'what this ruleset did')
    .option('--person <email>', 'what this person did')
    .option('--from <time>', 'ISO 8601, inclusive')
    .option('--to <time>', 'ISO 8601, inclusive')
    .option('--reason <text>', 'why; it is kept with your name')
    .option('--dry-run', 'only say what would be taken back');
  signedInOptions(command).action(async (options: UndoOptions) => {
    done(await signedIn(options, (session) => undo(session, options)));
  });
  signedInOptions(command.command('list').description('Batches that there were, newest first')).action(
    async (_: unknown, self: Command) => {
      const options = self.optsWithGlobals<UndoOptions>();
      const answer = await signedIn(options, ({ get }) => get('/v1/undo'));
      const { items } = checked(Type.Object({ items: Type.Array(Batch) }), answer);
      if (options.json === true) printJson(answer);
      else {
        const rows = items.map(({ id, at, by, state, effects, reason }) => [id, at, by, state, effects, reason]);
        console.log(formatTable(['id', 'at', 'by', 'state', 'effects', 'reason'], rows));
      }
      done(0);
    },
  );
}

async function undo({ get, post }: Session, options: UndoOptions): Promise<ExitCode> {
  const { rule, version, ruleset, person, from, to } = options;
  if (from === undefined || to === undefined) throw new CommandError('--from and --to say of which time');
  const given = Object.entries({ rule, version, ruleset, person, from, to });
  const scope = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (options.dryRun === true) {
    const answer = await post('/v1/undo/forecast', scope);
    const forecast = checked(Forecast, answer);
    if (options.json === true) printJson(answer);
    else {
      printCounts(forecast, 'would be');
      if (!forecast.complete) console.log('there is more: the time for a dry run was up');
      const rows = forecast.labels.map(({ entityType, entityId, label, outcome }) => [
        entityType,
        entityId,
        label,
        outcome,
      ]);
      if (rows.length > 0) console.log(formatTable(['type', 'id', 'label', 'outcome'], rows));
    }
    return 0;
  }
  if (options.reason === undefined)
    throw new CommandError('--reason says why; --dry-run shows what would be taken back');
  let batch = checked(Batch, await post('/v1/undo', { ...scope, reason: options.reason }));
  const progress = new ProgressLine();
  while (batch.state === 'running') {
    progress.show({ share: batch.progress, events: batch.effects, note: 'taking back' });
    await sleep(POLL_MILLIS);
    batch = checked(Batch, await get(`/v1/undo/${batch.id}`));
  }
  progress.end();
  if (options.json === true) printJson(batch);
  else printCounts(batch, 'were');
  return batch.state === 'done' ? 0 : 1;
}

function printCounts({ effects, verdicts, plugins, unreadable, outcomes }: Static<typeof Counts>, verb: string): void {
  const of = (outcome: string) => outcomes[outcome] ?? 0;
  console.log(`${effects} effects; ${of('reversed')} labels ${verb} put back`);
  if (of('other-reason') > 0) console.log(`${of('other-reason')} stay: something else says the same`);
  if (of('person-decided') > 0) console.log(`${of('person-decided')} stay: a person has decided`);
  if (of('nothing-left') > 0) console.log(`${of('nothing-left')} were gone already`);
  if (verdicts > 0) console.log(`${verdicts} verdicts cannot be undone: they were answers`);
  if (plugins > 0) console.log(`${plugins} effects of plugins cannot be undone here`);
  if (unreadable > 0) console.log(`${unreadable} labels could not be read: their history is too long, or does not fit`);
}
