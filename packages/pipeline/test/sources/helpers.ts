/** Sources made of bytes in memory or in temporary files, and everything that they yield. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Mapping, parseMapping } from '../../src/sources/mapping.ts';
import { readSource, type SourceBatch, type SourceOptions, type SourceSpec } from '../../src/sources/source.ts';

export const NOW = Date.UTC(2026, 0, 2);

export function mappingOf(text: string): Mapping {
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return parsed.mapping;
}

export function temporaryFile(name: string, content: string | Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** Bytes as a stream of chunks of `chunkBytes`. */
export function streamOf(content: string | Uint8Array, chunkBytes = 7): Readable {
  const bytes = Buffer.from(content);
  const chunks: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += chunkBytes) chunks.push(bytes.subarray(i, i + chunkBytes));
  return Readable.from(chunks);
}

export async function readAll(
  spec: Omit<SourceSpec, 'name'> & { name?: string },
  options: Partial<SourceOptions> = {},
) {
  const batches: SourceBatch[] = [];
  for await (const batch of readSource({ name: 'in', ...spec }, { now: () => NOW, ...options })) batches.push(batch);
  return {
    batches,
    events: batches.flatMap((batch) => batch.events.map(({ event }) => event)),
    places: batches.flatMap((batch) => batch.events.map(({ place }) => place)),
    refused: batches.flatMap((batch) => batch.refused),
    failure: batches.at(-1)?.failure ?? null,
    progress: batches.at(-1)?.progress ?? null,
  };
}

export function readText(
  content: string | Uint8Array,
  spec: Partial<SourceSpec> = {},
  options: Partial<SourceOptions> = {},
) {
  return readAll({ input: { kind: 'stream', stream: streamOf(content) }, ...spec }, options);
}
