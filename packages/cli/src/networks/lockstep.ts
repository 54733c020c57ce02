/** `lapwing networks lockstep`: blocks of actors who act on the same objects, at the same times or out of proportion. */
import { denseBlocks, lockstepBlocks, type NamedShares, randomOf, type Shares, shuffleTimes } from '@lapwing/networks';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { minuteOf } from './cluster-text.ts';
import { millisOf, type ShareOptions, seedOf, shareOf, wholeNumber, withSourceOptions } from './options.ts';
import { readNamed } from './read.ts';
import { stage } from './stage.ts';

interface LockstepCommandOptions extends ShareOptions {
  readonly method: 'time' | 'weight';
  readonly minActors: string;
  readonly minObjects: string;
  readonly tolerance: string;
  readonly blocks: string;
  readonly shuffles: string;
  readonly seed: string;
  readonly limit: string;
}

export function lockstepCommand(networks: Command, done: (code: ExitCode) => void): void {
  withSourceOptions(networks.command('lockstep'))
    .description(
      'Blocks of actors who act on the same objects: in step (time), or more than popularity explains (weight)',
    )
    .addOption(
      new Option(
        '--method <name>',
        'time: the same objects at the same times (CopyCatch); weight: dense blocks (FRAUDAR)',
      )
        .choices(['time', 'weight'])
        .default('time'),
    )
    .option('--window <time>', 'time: how far from the time of its object an action may be, to either side', '1h')
    .option('--min-actors <n>', 'least actors of a block', '5')
    .option('--min-objects <n>', 'least objects of a block', '2')
    .option('--tolerance <share>', 'time: share of the objects that each of the actors acted on', '0.8')
    .option('--blocks <n>', 'weight: how many blocks', '10')
    .option('--shuffles <n>', 'time: look again so often with the times shuffled among all shares, to compare', '0')
    .option('--seed <number>', 'of the shuffles', '1')
    .option('--limit <n>', 'blocks to print', '20')
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: LockstepCommandOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: LockstepCommandOptions): Promise<ExitCode> {
  const minActors = wholeNumber('--min-actors', options.minActors);
  const minObjects = wholeNumber('--min-objects', options.minObjects);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 0) throw new CommandError(`--limit: ${options.limit} is no number of blocks`);
  const windowMillis = millisOf('--window', options.window ?? '1h');
  const tolerance = shareOf('--tolerance', options.tolerance);
  const blocks = wholeNumber('--blocks', options.blocks);
  const shuffles = options.shuffles === '0' ? 0 : wholeNumber('--shuffles', options.shuffles);
  const random = randomOf(seedOf(options.seed));
  if (options.method === 'weight' && shuffles > 0)
    throw new CommandError('--shuffles: only blocks of --method time have times');
  const named = await readNamed(file, options);
  stage('looking for blocks');
  if (options.method === 'weight') {
    const found = denseBlocks(named.shares, { blocks, minActors, minObjects });
    stage(null);
    printDense(found, named, limit, options.json === true);
    return 0;
  }
  const how = { windowMillis, minActors, minObjects, tolerance };
  const found = lockstepBlocks(named.shares, how);
  const inBlocks = (of: Shares) =>
    lockstepBlocks(of, how).reduce((sum, { shares }) => sum + shares, 0) / Math.max(1, of.actor.length);
  const share = found.reduce((sum, { shares }) => sum + shares, 0) / Math.max(1, named.shares.actor.length);
  const shuffled = Array.from({ length: shuffles }, (_, i) => {
    stage(`shuffle ${i + 1} of ${shuffles}`);
    return inBlocks(shuffleTimes(named.shares, random.next));
  });
  stage(null);
  const actors = new Set(found.flatMap((block) => block.actors)).size;
  const result = {
    blocks: found.length,
    actors,
    share,
    ...(shuffles > 0 && {
      shuffledShare: shuffled.reduce((sum, value) => sum + value, 0) / shuffles,
      shuffledMost: Math.max(...shuffled),
    }),
  };
  if (options.json === true) {
    printJson({
      ...result,
      found: found.map((block) => ({
        ...block,
        actors: block.actors.map((actor) => named.actorNames[actor]!),
        objects: block.objects.map(({ object, timeMillis, actors: of }) => ({
          object: named.objectNames[object]!,
          time: new Date(timeMillis).toISOString(),
          actors: of,
        })),
      })),
    });
    return 0;
  }
  console.log(
    `${count(found.length)} blocks with ${count(actors)} actors hold ${percent(share)} of ${count(named.shares.actor.length)} shares`,
  );
  if (result.shuffledShare !== undefined) {
    console.log(
      `with times shuffled: ${percent(result.shuffledShare)} on average, ${percent(result.shuffledMost ?? 0)} at most, of ${shuffles} shuffles`,
    );
  }
  for (const [i, block] of found.slice(0, limit).entries()) {
    const objects = block.objects
      .slice(0, OBJECTS_SHOWN)
      .map(({ object, timeMillis, actors: of }) => `${named.objectNames[object]} at ${minuteOf(timeMillis)} (${of})`);
    console.log(
      `\n#${i + 1}  ${count(block.actors.length)} actors, ${count(block.objects.length)} objects, ${percent(block.density)} of their pairs`,
    );
    console.log(`    objects  ${objects.join(', ')}${block.objects.length > OBJECTS_SHOWN ? ' …' : ''}`);
    console.log(`    actors   ${some(block.actors, named)}`);
  }
  return 0;
}

const OBJECTS_SHOWN = 4;
const ACTORS_SHOWN = 8;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function some(actors: readonly number[], { actorNames }: NamedShares): string {
  const shown = actors.slice(0, ACTORS_SHOWN).map((actor) => actorNames[actor]);
  return `${shown.join(', ')}${actors.length > ACTORS_SHOWN ? ` and ${count(actors.length - ACTORS_SHOWN)} more` : ''}`;
}

function printDense(found: ReturnType<typeof denseBlocks>, named: NamedShares, limit: number, json: boolean): void {
  if (json) {
    printJson({
      blocks: found.length,
      found: found.map((block) => ({
        ...block,
        actors: block.actors.map((actor) => named.actorNames[actor]!),
        objects: block.objects.map((object) => named.objectNames[object]!),
      })),
    });
    return;
  }
  console.log(`${count(found.length)} dense blocks`);
  for (const [i, block] of found.slice(0, limit).entries()) {
    console.log(
      `\n#${i + 1}  ${count(block.actors.length)} actors, ${count(block.objects.length)} objects, ${count(block.pairs)} pairs, weight ${block.weightPerNode.toPrecision(3)} per node`,
    );
    console.log(
      `    objects  ${block.objects
        .slice(0, OBJECTS_SHOWN)
        .map((object) => named.objectNames[object])
        .join(', ')}${block.objects.length > OBJECTS_SHOWN ? ' …' : ''}`,
    );
    console.log(`    actors   ${some(block.actors, named)}`);
  }
}
