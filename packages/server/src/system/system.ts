/** The composition root: the rooms of one data directory, opened in order and closed in reverse. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DeliveryDaemon,
  type DeliveryOptions,
  type EffectStore,
  openEffectStore,
  startDelivery,
} from '@lapwing/enforcement';
import { type Journal, openJournal } from '@lapwing/journal';
import { ArchiveThread } from '@lapwing/memory/archive';
import { openPipeline, type Pipeline } from '@lapwing/pipeline';
import type { Registry } from '@lapwing/sml';
import { openWarehouse, type Warehouse } from '@lapwing/warehouse';
import { RulesetBackfills } from '../backfill/backfills.ts';
import { HeldEffects } from '../brakes/held.ts';
import { UndoBatches } from '../brakes/undo.ts';
import type { Config } from '../config/config.ts';
import { finishWriting } from '../deploy/write-files.ts';
import { Lists } from '../lists/lists.ts';
import { seedLists } from '../lists/seed.ts';
import { adoptLists, listSink } from '../lists/sink.ts';
import { placesOf } from '../lists/usage.ts';
import { openPastState, type PastState } from '../query/past-state.ts';
import { Notes } from '../notes/notes.ts';
import { applyBrakesFile } from './brakes.ts';
import { effectSink } from './effect-sink.ts';
import { compiler, type RefusedRuleset, RulesFollower, systemRegistry } from './rules.ts';
import { warehouseSink } from './warehouse-sink.ts';

export interface SystemOptions {
  readonly config: Config;
  readonly dataDirectory: string;
  readonly onWarning: (message: string) => void;
  readonly onProgress?: (replay: { readonly position: number; readonly until: number }) => void;
  /** Start with the ruleset that was in force before where the files do not compile: a service that has to come up again. */
  readonly keepRulesInForce?: boolean;
  /** Rows or seconds after which the warehouse writes a file; small for tests. */
  readonly warehouseFlush?: { readonly maxRows?: number; readonly maxAgeSeconds?: number };
  /** When events arrive, for a repetition of what arrived before; the machine's clock when absent. */
  readonly clock?: () => number;
  /** How often and how patiently deliveries are tried; hasty for tests. */
  readonly delivery?: Pick<DeliveryOptions, 'attempts' | 'backoff'>;
}

/** Entries that a list ever had, for queries to take it up as it was: some hundred milliseconds, once. */
const PAST_ENTRIES_MAX = 100_000;

export interface System {
  readonly config: Config;
  readonly dataDirectory: string;
  readonly journal: Journal;
  readonly warehouse: Warehouse;
  readonly effects: EffectStore;
  readonly pipeline: Pipeline;
  readonly rules: RulesFollower;
  readonly registry: Registry;
  readonly delivery: DeliveryDaemon;
  readonly lists: Lists;
  readonly held: HeldEffects;
  readonly undo: UndoBatches;
  readonly backfills: RulesetBackfills;
  /** For queries over past events. */
  readonly past: PastState;
  readonly notes: Notes;
  /** Drop what the retention policy no longer wants and no restart needs. */
  retain(): Promise<void>;
  close(): Promise<void>;
}

/** Open everything, replay the journal, and put the rules in force. Throws a RulesError, JournalError, PipelineError or WarehouseError. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const { config, dataDirectory, onWarning } = options;
  // Events and accounts are nobody else's business.
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const closers: (() => Promise<void>)[] = [];
  // One that fails keeps none of the others open; the first failure is the one to tell.
  const close = async () => {
    const failures: unknown[] = [];
    for (const closer of closers.splice(0).reverse()) await closer().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const journal = await openJournal(join(dataDirectory, 'journal'));
    closers.push(() => journal.close());
    const flush = options.warehouseFlush;
    const warehouse = await openWarehouse(join(dataDirectory, 'warehouse'), {
      ...(flush === undefined ? {} : { flush }),
      onError: (error) => onWarning(`warehouse: ${error instanceof Error ? error.message : error}`),
    });
    closers.push(() => warehouse.close());
    const effects = await openEffectStore(join(dataDirectory, 'effects.sqlite'), { sinks: config.webhooks });
    closers.push(() => effects.close());
    const delivery = startDelivery({
      outbox: effects.outbox,
      sinks: config.webhooks,
      onError: (error) => onWarning(`outbox: ${error instanceof Error ? error.message : error}`),
      ...options.delivery,
    });
    closers.push(() => delivery.stop());
    const archive = new ArchiveThread(join(dataDirectory, 'lists.sqlite'));
    closers.push(() => archive.close());
    const notes = new Notes(join(dataDirectory, 'notes.sqlite'), config.notes, onWarning);
    closers.push(() => notes.close());
    const registry = systemRegistry();
    const compile = compiler(registry);
    const pipeline = await openPipeline({
      directory: dataDirectory,
      journal,
      sinks: [await effectSink(effects, () => delivery.wake()), warehouseSink(warehouse), listSink(archive), notes],
      compile,
      checkpoint: config.checkpoint,
      onWarning,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    closers.push(() => pipeline.close());
    const backfills = new RulesetBackfills(pipeline, config.backfill, onWarning);
    closers.push(() => backfills.close());
    const rules = new RulesFollower(config.rulesDirectory, registry, pipeline, ({ diagnostics }: RefusedRuleset) =>
      onWarning(`the changed rules were refused:\n${diagnostics}`),
    );
    await finishWriting(dataDirectory);
    // Before the rules that ask them.
    await seedLists(pipeline, config.lists);
    await (options.keepRulesInForce === true ? rules.loadOrKeep('start') : rules.load('start'));
    closers.push(() => rules.close());
    await adoptLists(pipeline, archive);
    const lists = new Lists(pipeline, archive);
    const past = openPastState(dataDirectory, { memory: pipeline.memory, entriesMax: PAST_ENTRIES_MAX });
    closers.push(async () => past.close());
    for (const { name, uses } of lists.missing()) {
      onWarning(`rules name the list \`${name}\`, which does not exist: ${placesOf(uses)}`);
    }
    await applyBrakesFile(pipeline, config.brakes);
    const held = new HeldEffects(effects, pipeline);
    const undo = new UndoBatches(effects, pipeline, (error) =>
      onWarning(`undo: ${error instanceof Error ? error.message : error}; it goes on at the next start`),
    );
    closers.push(() => undo.close());
    await undo.resume();
    return {
      config,
      dataDirectory,
      journal,
      warehouse,
      effects,
      pipeline,
      rules,
      registry,
      delivery,
      lists,
      held,
      undo,
      backfills,
      past,
      notes,
      retain: async () => {
        await journal.retain(config.retention, await pipeline.oldestNeeded(), Date.now());
        const { settledMillis, effectsMillis } = config.effectRetention;
        const now = pipeline.nowMillis();
        const effectsBefore = effectsMillis === null ? null : now - effectsMillis;
        await effects.prune({ settledBefore: now - settledMillis, effectsBefore });
      },
      close,
    };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}
