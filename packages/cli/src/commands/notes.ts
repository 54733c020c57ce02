/** `lapwing notes`: score notes from the public files, and explain how two outputs differ. Loads the note engine alone. */
import { PHASES } from '@lapwing/notes';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit.ts';
import { diffOutputs } from '../notes/diff.ts';
import { factors } from '../notes/factors.ts';
import { liveFiles } from '../notes/live.ts';
import { resistance } from '../notes/resistance.ts';
import { scoreFiles } from '../notes/score.ts';

export function notesCommands(program: Command, done: (code: ExitCode) => void): void {
  const notes = program.command('notes').description('Crowd notes: the public Community Notes algorithm, exact');
  notes
    .command('score')
    .description('Status of every note and state of every contributor, from the public files')
    .option('-n, --notes <path>', 'notes: TSV, gzip or zip', 'notes-00000.tsv')
    .option('-r, --ratings <path>', 'ratings: a file, or a directory of shards', 'ratings')
    .option('-s, --status <path>', 'note status history', 'noteStatusHistory-00000.tsv')
    .option('-e, --enrollment <path>', 'user enrollment', 'userEnrollment-00000.tsv')
    .option('-o, --outdir <directory>', 'where the four files go', '.')
    .option('--epoch-millis <milliseconds>', 'what counts as now; the clock when absent')
    .option('--seed <number>', 'of the starts of the fits, which end in the same optimum', '1')
    .addOption(new Option('--pseudoraters', 'bound intercepts by made-up raters (the default)').default(true))
    .option('--no-pseudoraters', 'leave them out')
    .addOption(new Option('--nopseudoraters').hideHelp())
    .option('--skip-pss', 'do not look for raters who act as one')
    .option('--scorers <names>', 'scorers that may speak about notes, separated by commas; all when absent')
    .option('--max-workers <threads>', 'threads; as many as there are cores when absent')
    .addOption(new Option('--parallel').hideHelp())
    .addOption(
      new Option('--phase <phase>', 'go up to there, on what earlier phases left in <outdir>/_intermediates')
        .choices(PHASES)
        .default('all'),
    )
    .option('--check-flips', 'refuse to write where far more statuses change than new ratings explain')
    .addOption(new Option('--nocheck-flips').hideHelp())
    .option('--previous-rating-cutoff-millis <milliseconds>', 'last rating of the run before, for --check-flips')
    .addOption(new Option('--previous-scored-notes <path>').hideHelp())
    .addOption(new Option('--previous-aux-note-info <path>').hideHelp())
    .option('--cutoff-timestamp-millis <milliseconds>', 'leave out notes and ratings made after it')
    .option(
      '--exclude-ratings-after-a-note-got-first-status-plus-n-hours <hours>',
      'leave out ratings of new notes made so long after their first status',
    )
    .option('--days-in-past-to-apply-post-first-status-filtering <days>', 'which notes are new for that', '14')
    .option('--prescoring-delay-hours <hours>', 'learn nothing about raters from the last hours of the data')
    .option('--sample-ratings <share>', 'keep this share of the ratings, drawn with the seed')
    .addOption(new Option('--headers', 'the first row names the columns (the default)').default(true))
    .option('--no-headers', 'columns are told by position')
    .addOption(new Option('--noheaders').hideHelp())
    .option('--strict-columns', 'refuse files with other columns, or in another order')
    .addOption(new Option('--nostrict-columns').hideHelp())
    .addOption(new Option('--enforce-types').hideHelp())
    .addOption(new Option('--noenforce-types').hideHelp())
    .option('--no-parquet', 'write text alone')
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      '\nOption names are those of the reference implementation where it has them. A run that was stopped goes on where it was when it is\nstarted again with the same data and options.',
    )
    .action(async (options) => {
      done(await scoreFiles(options));
    });
  notes
    .command('live')
    .description('Score notes as ratings come in: replay files, follow a stream; prints changes of statuses as NDJSON')
    .option('-n, --notes <path>', 'notes to replay: TSV, gzip or zip')
    .option('-r, --ratings <path>', 'ratings: a file, or a directory of shards')
    .option('-s, --status <path>', 'note status history')
    .option('-e, --enrollment <path>', 'user enrollment')
    .option('--stream <file>', 'then events note, note_rating and note_enrollment as NDJSON; - for standard input')
    .option('--refresh-hours <hours>', 'of the data, after which a replay learns about raters anew', '24')
    .option('--refresh-seconds <seconds>', 'of the clock, likewise for a stream; it goes on meanwhile', '60')
    .option('--background', 'let a replay go on while it learns; faster, and different from run to run')
    .option(
      '--check',
      'compare every note scored live with the batch run at each refresh; exit code 1 where one differs',
    )
    .option('--keep-history', 'keep the status history of the files: the end is what `notes score` says of them')
    .option('--certainty <probability>', 'give a status only where it is so probable')
    .option('--no-explanations', 'statuses need no reasons given by raters')
    .option('--seed <number>', 'of the starts of the fits, which end in the same optimum', '1')
    .option('--skip-pss', 'do not look for raters who act as one')
    .option('--no-headers', 'columns are told by position')
    .option('--strict-columns', 'refuse files with other columns, or in another order')
    .option('--json', 'print refreshes and a summary as lines, too')
    .addHelpText('after', '\nProgress goes to standard error. Ctrl-C ends it with a last refresh and the summary.')
    .action(async (options) => {
      done(await liveFiles(options));
    });
  notes
    .command('factors')
    .description('Whether one axis of views is enough: likelihood of held-out ratings by number of factors')
    .option('-n, --notes <path>', 'notes: TSV, gzip, zip or Parquet', 'notes-00000.tsv')
    .option('-r, --ratings <path>', 'ratings: a file, or a directory of shards', 'ratings')
    .option('-s, --status <path>', 'note status history', 'noteStatusHistory-00000.tsv')
    .option('-e, --enrollment <path>', 'user enrollment', 'userEnrollment-00000.tsv')
    .option('--most <n>', 'factors to try', '3')
    .option('--folds <n>', 'parts of the ratings that are held out in turn', '5')
    .option('--seed <number>', 'of the parts and the starts', '1')
    .option('--json', 'print the figures as one JSON object')
    .action(async (options) => {
      done(await factors(options));
    });
  notes
    .command('resistance')
    .description(
      'How many attackers it takes to flip statuses of a made-up platform, by the reference’s and by guarded rules',
    )
    .option('--seeds <n>', 'platforms to attack', '10')
    .option(
      '--first-seed <n>',
      'of the first; the guards were set up on seeds 1 and 2, and changed once after 11 to 20',
      '21',
    )
    .option('--certainty <probability>', 'that the guarded rules ask for', '0.8')
    .option('--plot <file>', 'write the figures as SVG, too')
    .option('--json', 'print everything as one JSON object, with null for more than was tried')
    .action(async (options) => {
      done(await resistance(options));
    });
  notes
    .command('diff')
    .description('Every difference between two outputs, by stage and rule; exit code 1 where a status differs')
    .argument('<a>', 'scored_notes.tsv, or the directory that holds it')
    .argument('<b>', 'the other one')
    .option('--limit <notes>', 'how many notes to show of each kind', '50')
    .option('--json', 'print everything as one JSON object')
    .action(async (a, b, options) => {
      done(await diffOutputs(a, b, options));
    });
}
