/**
 * `lapwing.yaml`: what an installation or an example says about itself. Everything has a default but the mapping, which only files
 * that are not in Lapwing's envelope need.
 */

import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type BrakeSettings,
  checkSinks,
  type IrreversibleEffects,
  type Sink as WebhookSink,
} from '@lapwing/enforcement';
import { ListError, type ListSeed } from '@lapwing/memory';
import { type CheckpointInterval, type Mapping, readMapping } from '@lapwing/pipeline';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse as parseYaml } from 'yaml';
import type { BackfillPolicy } from '../backfill/backfills.ts';
import type { NotesOptions } from '../notes/notes.ts';
import { BrakesFile, brakeProblems, brakesOf } from './brakes.ts';
import { ListsFile, listsOf } from './lists.ts';

const DELIVERED = ['label', 'verdict', 'plugin', 'alert'] as const;

const Webhook = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    url: Type.String(),
    /** The secret itself, or `${NAME}` for an environment variable's value. */
    secret: Type.String({ minLength: 1 }),
    on: Type.Optional(Type.Array(Type.Union(DELIVERED.map((kind) => Type.Literal(kind))), { minItems: 1 })),
  },
  { additionalProperties: false },
);

const File = Type.Object(
  {
    name: Type.Optional(Type.String()),
    rules: Type.Optional(Type.String()),
    map: Type.Optional(Type.Unknown()),
    retention: Type.Optional(
      Type.Object(
        {
          journal_bytes: Type.Optional(Type.Integer({ minimum: 1 << 20 })),
          journal_days: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
          settled_days: Type.Optional(Type.Number({ minimum: 1 })),
          effects_days: Type.Optional(Type.Number({ minimum: 1 })),
        },
        { additionalProperties: false },
      ),
    ),
    checkpoint: Type.Optional(
      Type.Object(
        {
          events: Type.Optional(Type.Integer({ minimum: 1 })),
          seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
        },
        { additionalProperties: false },
      ),
    ),
    brakes: Type.Optional(BrakesFile),
    lists: Type.Optional(ListsFile),
    backfill: Type.Optional(Type.Union([Type.Literal('offer'), Type.Literal('automatic'), Type.Literal('off')])),
    notes: Type.Optional(
      Type.Object(
        {
          explanations: Type.Optional(Type.Boolean()),
          certainty: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
          refresh_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
        },
        { additionalProperties: false },
      ),
    ),
    effects: Type.Optional(
      Type.Object(
        {
          irreversible: Type.Optional(
            Type.Object(
              {
                verdicts: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
                effects: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    sinks: Type.Optional(
      Type.Object({ webhooks: Type.Optional(Type.Array(Webhook)) }, { additionalProperties: false }),
    ),
    server: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String()),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
          data: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export interface Config {
  readonly name: string;
  /** Absolute path of the rules' directory. */
  readonly rulesDirectory: string;
  readonly mapping: Mapping | null;
  readonly retention: { readonly maxBytes?: number; readonly maxAgeMillis?: number };
  /** How long settled held effects and seen alerts, and verdicts and plugins' effects, stay in the effect store; null is for good. */
  readonly effectRetention: { readonly settledMillis: number; readonly effectsMillis: number | null };
  /** How often a checkpoint is taken, where the file says so. */
  readonly checkpoint: CheckpointInterval;
  /** Made where they are missing. */
  readonly lists: readonly ListSeed[];
  /** What happens when rules with new counters are put in force. */
  readonly backfill: BackfillPolicy;
  /** Null leaves the brakes as the journal has them. */
  readonly brakes: BrakeSettings | null;
  readonly webhooks: readonly WebhookSink[];
  /** How notes are scored. */
  readonly notes: NotesOptions;
  /** What the platform cannot take back: rules that do it go live by two people. */
  readonly irreversible: IrreversibleEffects;
  readonly host: string;
  readonly port: number;
  /** Absolute path of the data directory, where the file names one. */
  readonly dataDirectory: string | null;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const DAY_MILLIS = 86_400_000;
/** A quarter: what was settled is looked at again when somebody complains. */
const SETTLED_DAYS = 90;
const DEFAULT_PORT = 4242;

/** Read `lapwing.yaml` in a directory. Throws a ConfigError that names file, key and problem. */
export async function loadConfig(directory: string, environment: NodeJS.ProcessEnv): Promise<Config> {
  const path = join(directory, 'lapwing.yaml');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  return parseConfig(text, path, environment);
}

/** As `loadConfig`, from text; `path` is for errors and for what is relative to it. */
export function parseConfig(text: string, path: string, environment: NodeJS.ProcessEnv): Config {
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  const file = check(File, value, path);
  const base = dirname(resolve(path));
  const { retention = {}, checkpoint = {}, server = {}, effects = {} } = file;
  return {
    name: file.name ?? 'lapwing',
    rulesDirectory: resolve(base, file.rules ?? 'rules'),
    mapping: file.map === undefined ? null : mappingOf(file.map, path),
    retention: {
      ...(retention.journal_bytes === undefined ? {} : { maxBytes: retention.journal_bytes }),
      ...(retention.journal_days === undefined ? {} : { maxAgeMillis: retention.journal_days * DAY_MILLIS }),
    },
    effectRetention: {
      settledMillis: (retention.settled_days ?? SETTLED_DAYS) * DAY_MILLIS,
      effectsMillis: retention.effects_days === undefined ? null : retention.effects_days * DAY_MILLIS,
    },
    checkpoint: {
      ...(checkpoint.events === undefined ? {} : { everyEvents: checkpoint.events }),
      ...(checkpoint.seconds === undefined ? {} : { everyMillis: checkpoint.seconds * 1000 }),
    },
    lists: checkedLists(file.lists ?? [], path),
    backfill: file.backfill ?? 'offer',
    brakes: checkedBrakes(file.brakes ?? {}, path),
    irreversible: { verdicts: effects.irreversible?.verdicts ?? [], effects: effects.irreversible?.effects ?? [] },
    notes: notesOf(file.notes ?? {}),
    webhooks: webhooksOf(file.sinks?.webhooks ?? [], path, environment),
    host: server.host ?? '127.0.0.1',
    port: portFrom(environment['LAPWING_PORT'], server.port ?? DEFAULT_PORT),
    dataDirectory: server.data === undefined ? null : resolve(base, server.data),
  };
}

/** The lists of a `lapwing.yaml` alone. Throws a ConfigError. */
export function readListSeeds(text: string, path: string): readonly ListSeed[] {
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  const lists: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'lists') : undefined;
  return checkedLists(check(ListsFile, lists ?? [], `${path}: lists`), path);
}

function checkedLists(given: Static<typeof ListsFile>, path: string): readonly ListSeed[] {
  try {
    return listsOf(given);
  } catch (error) {
    if (error instanceof ListError) throw new ConfigError(`${path}: lists: ${error.message}`);
    throw error;
  }
}

/** Platforms that do not ask for reasons are the rule: unless the file says otherwise, a status needs none. */
function notesOf(given: NonNullable<Static<typeof File>['notes']>): NotesOptions {
  return {
    explanations: given.explanations ?? false,
    ...(given.certainty === undefined ? {} : { certainty: given.certainty }),
    ...(given.refresh_seconds === undefined ? {} : { refreshSeconds: given.refresh_seconds }),
  };
}

function webhooksOf(
  given: readonly Static<typeof Webhook>[],
  path: string,
  environment: NodeJS.ProcessEnv,
): readonly WebhookSink[] {
  const webhooks: WebhookSink[] = [];
  for (const [index, webhook] of given.entries()) {
    const secret = expand(webhook.secret, path, environment);
    webhooks.push({ ...webhook, secret, on: webhook.on ?? DELIVERED });
    try {
      checkSinks(webhooks);
    } catch (error) {
      throw new ConfigError(`${path}: sinks.webhooks.${index}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return webhooks;
}

function checkedBrakes(given: Static<typeof BrakesFile>, path: string): BrakeSettings {
  const problems = brakeProblems(given);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${path}: brakes.${problem}`).join('\n'));
  return brakesOf(given);
}

function portFrom(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigError(`LAPWING_PORT: ${JSON.stringify(text)} is no port`);
  }
  return port;
}

function mappingOf(value: unknown, path: string): Mapping {
  const result = readMapping(value);
  if (!result.ok) throw new ConfigError(result.problems.map((problem) => `${path}: map.${problem}`).join('\n'));
  return result.mapping;
}

function expand(secret: string, path: string, environment: NodeJS.ProcessEnv): string {
  return secret.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new ConfigError(`${path}: the environment has no ${name}`);
    return value;
  });
}

function check<T extends TSchema>(schema: T, value: unknown, path: string): Static<T> {
  const errors = [...Value.Errors(schema, value)];
  if (errors.length > 0) {
    const lines = errors.map(
      (error) => `${path}: ${error.path.slice(1).replaceAll('/', '.') || 'file'}: ${error.message}`,
    );
    throw new ConfigError([...new Set(lines)].join('\n'));
  }
  return value as Static<T>;
}
