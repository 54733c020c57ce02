/** One data directory with a pipeline on it, and crashes: what a crash leaves is opened again as another world. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { ServiceKey } from '@lapwing/sml';
import { afterEach } from 'vitest';
import {
  type Event,
  type OpenOptions,
  openPipeline,
  type Pipeline,
  parseEventText,
  type RulesetFilesByPath,
} from '../../src/index.ts';
import { ORACLE, Oracle } from './functions.ts';
import { HeldJournal } from './held-journal.ts';
import { ModelSink } from './model-sink.ts';
import { compile, rulesetOf } from './rulesets.ts';

const directories: string[] = [];

afterEach(async () => {
  await Promise.all(
    directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true, maxRetries: 5 })),
  );
});

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-pipeline-'));
  directories.push(directory);
  return directory;
}

/** A clock that stands still until it is set. */
export interface Clock {
  millis: number;
}

export interface World {
  readonly directory: string;
  readonly journal: HeldJournal;
  readonly sink: ModelSink;
  readonly oracle: Oracle;
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  readonly warnings: string[];
}

export interface WorldOptions {
  readonly directory?: string;
  readonly journal?: HeldJournal;
  readonly sink?: ModelSink;
  readonly oracle?: Oracle;
  readonly clock?: Clock;
  readonly checkpoint?: OpenOptions['checkpoint'];
  readonly compile?: OpenOptions['compile'];
  readonly folds?: OpenOptions['folds'];
}

export const START = Date.UTC(2026, 0, 5);

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const directory = options.directory ?? (await temporaryDirectory());
  const {
    journal = new HeldJournal(),
    sink = new ModelSink(),
    oracle = new Oracle(),
    clock = { millis: START },
  } = options;
  const warnings: string[] = [];
  const services = new Map<ServiceKey<unknown>, unknown>([[ORACLE, oracle]]);
  const pipeline = await openPipeline({
    directory,
    journal,
    sinks: [sink],
    compile: options.compile ?? compile,
    services,
    clock: () => clock.millis,
    onWarning: (message) => warnings.push(message),
    ...(options.folds === undefined ? {} : { folds: options.folds }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
  });
  return { directory, journal, sink, oracle, clock, pipeline, warnings };
}

/** The process dies: a restart finds the files as they are, the durable journal with `keep` of the rest, and what sinks flushed. */
export async function crash(
  world: World,
  options: WorldOptions & { readonly keep?: number; readonly withoutCheckpoints?: boolean } = {},
): Promise<World> {
  const directory = await copyOf(world.directory);
  if (options.withoutCheckpoints === true) await rm(join(directory, 'checkpoints'), { recursive: true, force: true });
  const journal = world.journal.afterCrash(options.keep ?? 0);
  const sink = world.sink.afterCrash();
  const { oracle, clock } = world;
  return openWorld({ directory, journal, sink, oracle, clock, ...options });
}

/** The dead process's pipeline still writes in this one: a file that was renamed while it was copied is copied again. */
async function copyOf(source: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const directory = await temporaryDirectory();
    try {
      await cp(source, directory, { recursive: true });
      return directory;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** A world whose pipeline has a ruleset in force. */
export async function openWith(files: RulesetFilesByPath, options: WorldOptions = {}): Promise<World> {
  const world = await openWorld(options);
  await world.pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'test');
  return world;
}

/** Let everything happen that needs no disk. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn();
}

/** Resolves when `condition` holds; throws when it does not within some seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come to hold');
    await sleep(2);
  }
}

/** True where the promise has not been settled. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const still = Symbol('pending');
  await turns();
  return (await Promise.race([promise.catch(() => null), Promise.resolve(still)])) === still;
}

/** The `n`-th of a series of posts by one user, a second after the one before. */
export function post(n: number, user = 'ann', text = `text ${n}`): Event {
  return eventOf(`${user}-${n}`, START + n * 1000, { user, text });
}

export function eventOf(id: string, timeMillis: number, data: unknown, action = 'post'): Event {
  const text = JSON.stringify({ id, action, time: new Date(timeMillis).toISOString(), data });
  const parsed = parseEventText(text, { nowMillis: timeMillis });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.event;
}
