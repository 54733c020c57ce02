/** E5: no cap is exceeded by one, though eight processes write at the same time and the server is killed while they do; nothing is lost. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Accounts } from '@lapwing/server';
import { expect, test } from 'vitest';
import { startServerProcess } from './support/server-process.ts';

const WRITERS = 8;
const BATCHES = 15;
const BATCH_EVENTS = 20;
const LIMIT = 137;
const EVENTS = WRITERS * BATCHES * (BATCH_EVENTS + 1);

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
OneRule = Rule(when_all=[UserId != None], description='one')
TwoRule = Rule(when_all=[UserId != None], description='two')
WhenRules(rules_any=[OneRule], then=[LabelAdd(entity=UserId, label='one'), DeclareVerdict(verdict='limit')])
WhenRules(rules_any=[TwoRule], then=[LabelAdd(entity=UserId, label='two')])
`;
const CAPS = [
  { rule: 'OneRule', effects: 'label:one', limit: LIMIT, seconds: 3600 },
  { rule: 'OneRule', effects: 'verdict', limit: LIMIT + 1, seconds: 3600 },
  { scope: 'platform', effects: 'label', limit: 2 * LIMIT + 3, seconds: 86_400 },
];
const LABEL = '{valid_for: [User], connotation: negative, description: Capped}';
const WRITER = fileURLToPath(new URL('./support/writer.js', import.meta.url));

test('holds under eight writing processes and kill -9', { timeout: 120_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), 'lapwing-caps-'));
  const [directory, data, addressFile] = [join(root, 'installation'), join(root, 'data'), join(root, 'address')];
  await mkdir(join(directory, 'rules'), { recursive: true });
  await mkdir(data);
  const config = { brakes: { emergency: false, caps: CAPS }, checkpoint: { events: 400 } };
  await writeFile(join(directory, 'lapwing.yaml'), JSON.stringify(config));
  await writeFile(join(directory, 'rules', 'main.sml'), RULES);
  await writeFile(join(directory, 'rules', 'config.yaml'), `labels:\n  one: ${LABEL}\n  two: ${LABEL}\n`);
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const key = accounts.createKey('writers').secret;
  accounts.close();
  const start = async () => {
    const server = startServerProcess(directory, data);
    const { address } = await server.started;
    // Whoever reads it meanwhile reads one or the other.
    await writeFile(`${addressFile}.new`, address);
    await rename(`${addressFile}.new`, addressFile);
    return { server, address };
  };
  let running = await start();
  try {
    let batches = 0;
    const writers = Array.from({ length: WRITERS }, (_, i) => {
      const args = [WRITER, addressFile, key, `w${i}`, String(BATCHES), String(BATCH_EVENTS)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.on('data', (dots: Buffer) => {
        batches += dots.length;
      });
      return new Promise<number | null>((resolve) => child.once('exit', resolve));
    });
    let ended = false;
    const all = Promise.all(writers).finally(() => {
      ended = true;
    });
    while (batches < 0.4 * WRITERS * BATCHES && !ended) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ended).toBe(false);
    await running.server.kill();
    running = await start();
    expect(await all).toEqual(Array.from({ length: WRITERS }, () => 0));

    const ask = async (path: string, body?: object) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      return JSON.parse(await (await fetch(running.address + path, { ...init, headers })).text());
    };
    const count = async (condition: string) => {
      const { rows } = await ask('/v1/query', { sql: `SELECT count(*) FROM events WHERE ${condition}` });
      return Number(rows[0][0]);
    };
    const labelled = async (label: string) => {
      const { rows } = await ask('/v1/query', {
        sql: `SELECT count(*) FROM events WHERE len(list_filter(__labels, x -> x LIKE 'User/%/${label}/1')) > 0`,
      });
      return Number(rows[0][0]);
    };
    const [one, two] = [await labelled('one'), await labelled('two')];
    expect([await count('true'), one, await count(`list_contains(__verdicts, 'limit')`)]).toEqual([
      EVENTS,
      LIMIT,
      LIMIT + 1,
    ]);
    expect(one + two).toBe(2 * LIMIT + 3);
    const { held, caps } = await ask('/v1/brakes');
    expect(held.total).toBe(3 * EVENTS - (LIMIT + 1) - (2 * LIMIT + 3));
    const full = caps.filter(({ limit, usedMost }: { limit: number; usedMost: number }) => usedMost === limit);
    expect(full.length).toBe(CAPS.length);
  } finally {
    await running.server.kill();
    await rm(root, { recursive: true, force: true });
  }
});
