/** Benchmarks say what is wrong with files; on the published posts they find claims better than words alone do. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clef2020Claims } from '../src/benchmarks/clef2020-claims.ts';
import { olid } from '../src/benchmarks/olid.ts';
import { youtubeSpam } from '../src/benchmarks/youtube-spam.ts';

const DATASETS = process.env['LAPWING_DATASETS'] ?? join(import.meta.dirname, '../../../../shared/data');
const CLAIMS = join(DATASETS, 'clef2020_claims');

describe('files that are wrong', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lapwing-learn-'));
    await mkdir(join(directory, 'olid'));
    for (const part of ['train', 'val', 'test']) {
      await writeFile(join(directory, 'olid', `${part}_text.txt`), 'a\nb\n');
      await writeFile(join(directory, 'olid', `${part}_labels.txt`), part === 'val' ? '0\n2\n' : '0\n1\n');
    }
    await writeFile(join(directory, 'Youtube01-Psy.csv'), 'CONTENT,CLASS\nhello,1\n');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('are named with what and where', async () => {
    await expect(olid.run(join(directory, 'olid'), { seed: 1 })).rejects.toThrow(
      /val_labels\.txt:2: 2 is neither 0 nor 1/,
    );
    await expect(youtubeSpam.run(directory, { seed: 1 })).rejects.toThrow(
      /Youtube01-Psy\.csv has no column "label"; its columns are CONTENT, CLASS/,
    );
    await expect(olid.run(join(directory, 'none'), { seed: 1 })).rejects.toThrow(/train_text\.txt cannot be read/);
  });
});

it.skipIf(!existsSync(CLAIMS))(
  'known claims of 2020 (skipped without LAPWING_DATASETS)',
  { timeout: 120_000 },
  async () => {
    const { figures, rows } = await clef2020Claims.run(CLAIMS, { seed: 1 });
    const [learned, words] = figures.map(({ interval }) => interval.value);
    expect(rows).toBe(197);
    expect(learned!).toBeGreaterThan(0.75);
    expect(learned!).toBeGreaterThan(words!);
  },
);
