/**
 * The documentation's code runs: blocks marked `sh runnable` of README.md and docs/ in one shell per page, against a server on a copy of
 * the sample; TypeScript blocks of the rooms' READMEs as programs of their own.
 */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { eventLines } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureOf } from '../../enforcement/src/delivery/signature.ts';
import { type CodeBlock, codeBlocks, missingLine, type ShellStep, shellSteps } from './support/doc-blocks.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LAPWING = join(ROOT, 'packages', 'cli', 'bin', 'lapwing.js');
const docs = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
const rooms = await readdir(join(ROOT, 'packages'));
const pages = await withBlocks(['README.md', ...docs.map((name) => join('docs', name))], (block) =>
  block.info.includes('runnable'),
);
const readmes = await withBlocks(
  rooms.map((room) => join('packages', room, 'README.md')),
  ({ info }) => info[0] === 'ts',
);
/** Pages with many commands take a minute on a busy machine. */
const TIMEOUT_MILLIS = 240_000;

/** Shell blocks use these; a machine without them cannot follow the pages either. */
const missingTool = ['bash', 'curl'].find((tool) => spawnSync(tool, ['--version']).error !== undefined);

let home: string;
let environment: NodeJS.ProcessEnv;
let stop: () => Promise<void> = async () => {};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-docs-'));
  await cp(join(ROOT, 'examples'), join(home, 'examples'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  await mkdir(join(home, 'bin'));
  // npx takes longer than the commands themselves.
  await writeFile(
    join(home, 'bin', 'npx'),
    `#!/bin/sh\n[ "$1" = lapwing ] && shift && exec "${process.execPath}" "${LAPWING}" "$@"\nexit 127\n`,
  );
  await chmod(join(home, 'bin', 'npx'), 0o755);
  const data = join(home, 'data');
  // Dozens of short commands: each reads what the first one compiled.
  const cache = join(home, 'cache');
  environment = {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    LAPWING_DATA: data,
  };
  const scenario = { ...(await loadScenario('tiny')), recordsViews: false };
  await writeFile(join(home, 'events.ndjson'), `${[...eventLines({ scenario, seed: 1 })].join('\n')}\n`);
  // What a command line reads of the warehouse is in files: closing writes them.
  const run = spawnSync(
    process.execPath,
    [LAPWING, 'run', 'examples/sample', '--from', 'events.ndjson', '--data', data],
    {
      cwd: home,
      encoding: 'utf8',
    },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  const server = spawn(process.execPath, [LAPWING, 'start', 'examples/sample', '--port', '0', '--json'], {
    cwd: home,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stop = async () => {
    const closed = once(server, 'close');
    server.kill('SIGTERM');
    await closed;
  };
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  environment = { ...environment, LAPWING_URL: JSON.parse(String(line)).address };
});

afterAll(async () => {
  await stop();
  await rm(home, { recursive: true, force: true });
});

const title = `shell blocks${missingTool === undefined ? '' : ` (skipped: no ${missingTool})`}`;
describe.skipIf(missingTool !== undefined)(title, { concurrent: true }, () => {
  for (const { page, blocks } of pages) {
    it(page, { timeout: TIMEOUT_MILLIS }, async () => {
      const steps = shellSteps(blocks);
      const directory = await mkdtemp(join(home, 'page-'));
      const { status, outputs } = await runShell(steps, directory);
      for (const [index, { block, expected }] of steps.entries()) {
        const output = outputs[index] ?? '';
        const where = `${page}:${block.line}`;
        if (index === outputs.length - 1) expect(status, `${where} failed:\n${output}`).toBe(0);
        const missing = expected === null ? null : missingLine(expected.text, output);
        expect(missing, `${where} did not print this line, but\n${output}`).toBe(null);
      }
      expect(outputs.length, 'blocks that ran').toBe(steps.length);
    });
  }
});

/** All blocks of a page in one shell, so that later ones see what earlier ones set; what each one printed. */
async function runShell(steps: readonly ShellStep[], directory: string) {
  const script = steps.map(({ block }) => `printf '\\036' >&3\n{\n${block.text}\n} >&3 2>&1`).join('\n');
  const { status, stdout } = await runProcess('bash', ['-euo', 'pipefail', '-c', `exec 3>&1\n${script}`], {
    cwd: home,
    env: { ...environment, WORK: directory },
  });
  return { status, outputs: stdout.split('\x1e').slice(1) };
}

async function runProcess(command: string, args: readonly string[], options: SpawnOptions) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MILLIS });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  return { status, stdout, stderr };
}

it('docs/engineer.md: the receiver knows our signature', async () => {
  const blocks = codeBlocks(await readFile(join(ROOT, 'docs', 'engineer.md'), 'utf8'));
  const file = join(home, 'receiver.mjs');
  await writeFile(file, blocks.find(({ info }) => info[0] === 'js')?.text ?? '');
  const { isFromLapwing } = await import(file);
  const [body, secret, now] = ['{"id":"1"}', 'a secret of 23 bytes...', 1_767_700_800];
  const header = signatureOf(secret, body, now);
  expect(isFromLapwing(header, body, secret, now + 299)).toBe(true);
  expect(isFromLapwing(header, body, secret, now + 301)).toBe(false);
  expect(isFromLapwing(header, `${body} `, secret, now)).toBe(false);
  expect(isFromLapwing(undefined, body, secret, now)).toBe(false);
});

it('docs/reference is what `lapwing rules docs --out docs/reference` writes', async () => {
  const out = join(home, 'reference');
  const { status, stderr } = await runProcess(process.execPath, [LAPWING, 'rules', 'docs', '--out', out], {});
  expect(status, stderr).toBe(0);
  for (const name of await readdir(out)) {
    expect(await readFile(join(ROOT, 'docs', 'reference', name), 'utf8'), name).toBe(
      await readFile(join(out, name), 'utf8'),
    );
  }
});

describe.concurrent('TypeScript blocks', () => {
  for (const { page, blocks } of readmes) {
    it(page, { timeout: TIMEOUT_MILLIS }, async () => {
      const directory = await mkdtemp(join(home, 'program-'));
      for (const { text: program, line, prints } of blocks.filter(({ info }) => info[0] === 'ts')) {
        const file = join(directory, `line${line}.mts`);
        await writeFile(file, program);
        const { status, stdout, stderr } = await runProcess(process.execPath, [file], {
          cwd: directory,
          env: environment,
        });
        expect(status, `${page}:${line} failed:\n${stderr}`).toBe(0);
        if (prints !== null) expect(stdout.trim(), `${page}:${line}`).toBe(prints);
      }
    });
  }
});

/** Those of the pages that are there and have a block that is wanted. */
async function withBlocks(paths: readonly string[], wanted: (block: CodeBlock) => boolean) {
  const found: { readonly page: string; readonly blocks: readonly CodeBlock[] }[] = [];
  for (const page of paths) {
    const blocks = codeBlocks(await readFile(join(ROOT, page), 'utf8').catch(() => ''));
    if (blocks.some(wanted)) found.push({ page, blocks });
  }
  return found;
}
