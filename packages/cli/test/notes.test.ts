/** `lapwing notes` from the command line: a run on a made-up platform, the difference of two, and what is refused. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatePlatform, writePlatform } from '@lapwing/notes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../src/main.ts';

const NOW = 1_786_000_000_000;
let home: string;
let files: string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-cli-'));
  const platform = simulatePlatform({ seed: 4, raters: 120, notes: 220, ratings: 4000, now: NOW });
  const paths = await writePlatform(join(home, 'in'), platform);
  files = ['-n', paths.notes, '-r', paths.ratings, '-s', paths.status, '-e', paths.enrollment];
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function lapwing(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      err += `${text}\n`;
    }),
  ];
  const code = await runCommandLine(['notes', ...args]);
  for (const spy of spies) spy.mockRestore();
  return { code, out, err };
}

describe('score', () => {
  it('writes four files, says what it needs and how far it is, and sums up', async () => {
    const { code, out, err } = await lapwing('score', ...files, '-o', join(home, 'a'), '--epoch-millis', String(NOW));
    expect(code).toBe(0);
    expect(out).toMatch(/^220 notes, 4\d{3}|^220 notes, 3\d{3}/);
    expect(out).toContain('NEEDS_MORE_RATINGS');
    expect(out).not.toContain('not converged');
    expect(err).toMatch(/^about .* ratings; on one thread this will take about .* MB of memory/);
    expect(err).toContain('MFCoreScorer');
    expect((await readdir(join(home, 'a'))).sort()).toEqual([
      ...['aux_note_info.parquet', 'aux_note_info.tsv', 'helpfulness_scores.parquet', 'helpfulness_scores.tsv'],
      ...['note_status_history.parquet', 'note_status_history.tsv', 'scored_notes.parquet', 'scored_notes.tsv'],
    ]);
  });

  it('as JSON, with the options of the reference', async () => {
    const { code, out, err } = await lapwing(
      'score',
      ...files,
      '-o',
      join(home, 'b'),
      '--epoch-millis',
      String(NOW),
      '--skip-pss',
      '--nopseudoraters',
      '--seed',
      '7',
      '--json',
    );
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ notes: 220, notConverged: [] });
  });

  it('in phases, with intermediates beside the files that come last', async () => {
    const out = join(home, 'phases');
    const phase = (name: string) =>
      lapwing('score', ...files, '-o', out, '--epoch-millis', String(NOW), '--phase', name);
    const early = await phase('contributor');
    expect([early.code, early.err]).toEqual([2, expect.stringContaining('run the phase "prescoring" first')]);
    expect((await phase('pss')).code).toBe(0);
    expect((await phase('prescoring')).err).toContain(`kept in ${join(out, '_intermediates')}`);
    expect((await phase('final')).code).toBe(0);
    expect((await phase('contributor')).code).toBe(0);
    for (const name of ['scored_notes.tsv', 'helpfulness_scores.tsv', 'note_status_history.tsv', 'aux_note_info.tsv'])
      expect(await readFile(join(out, name), 'utf8')).toBe(await readFile(join(home, 'a', name), 'utf8'));
  });

  it.each([
    [['--scorers', 'MFCoreScorer,Other'], 'there is no scorer "Other"; there are GaussianCoreWithTopicsScorer'],
    [['--sample-ratings', '2'], '--sample-ratings: "2" is no share'],
    [['--max-workers', '0'], '--max-workers: "0" is less than 1'],
    [['--epoch-millis', 'now'], '--epoch-millis: "now" is no whole number'],
    [['-r', 'absent'], 'absent is not there'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await lapwing('score', ...files, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses a file of another kind with its place', async () => {
    const { code, err } = await lapwing('score', ...files, '-r', files[1]!);
    expect(code).toBe(2);
    expect(err).toContain('notes-00000.tsv:1: this is no file of ratings');
  });
});

describe('diff', () => {
  it('of an output and itself: nothing, exit code 0', async () => {
    const { code, out } = await lapwing('diff', join(home, 'a'), join(home, 'a', 'scored_notes.tsv'));
    expect(code).toBe(0);
    expect(out).toContain('220 notes in both, 100.00 % with the same status');
  });

  it('of two outputs: each difference has a reason; exit code 1 where a status differs', async () => {
    const { code, out } = await lapwing('diff', join(home, 'a'), join(home, 'b'), '--json');
    const found = JSON.parse(out);
    expect(code).toBe(found.statuses.length === 0 ? 0 : 1);
    for (const { reason } of [...found.statuses, ...found.scorersOnly]) expect(reason).not.toBe('');
  });

  it('refuses what is not there', async () => {
    const { code, err } = await lapwing('diff', join(home, 'a'), join(home, 'nothing'));
    expect([code, err.trim()]).toEqual([2, `${join(home, 'nothing')} is not there`]);
  });
});
