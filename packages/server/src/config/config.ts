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
import { type CheckpointInterval, type Mapping, readMapping } from '@lapwing/pipeline';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse as parseYaml } from 'yaml';
import type { NotesOptions } from '../notes/notes.ts';
import { BrakesFile, brakeProblems, brakesOf } from './brakes.ts';

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
  /** How often a checkpoint is taken, where the file says so. */
  readonly checkpoint: CheckpointInterval;
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
    checkpoint: {
      ...(checkpoint.events === undefined ? {} : { everyEvents: checkpoint.events }),
      ...(checkpoint.seconds === undefined ? {} : { everyMillis: checkpoint.seconds * 1000 }),
    },
    brakes: checkedBrakes(file.brakes ?? {}, path),
    irreversible: { verdicts: effects.irreversible?.verdicts ?? [], effects: effects.irreversible?.effects ?? [] },
    notes: notesOf(file.notes ?? {}),
    webhooks: webhooksOf(file.sinks?.webhooks ?? [], path, environment),
    host: server.host ?? '127.0.0.1',
    port: portFrom(environment['LAPWING_PORT'], server.port ?? DEFAULT_PORT),
    dataDirectory: server.data === undefined ? null : resolve(base, server.data),
  };
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
