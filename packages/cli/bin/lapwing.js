#!/usr/bin/env -S node --max-semi-space-size=64
// Starts the command under the Node that the project pins, whatever Node the machine has: the code is TypeScript that Node 24
// runs as it is. The young generation is large because events live for milliseconds: a tenth less time goes into collecting them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const [major = 0] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  askForLargePages();
  // Compiled code is kept beside the dependencies: the next start takes half the time. Where it cannot be written, nothing is kept.
  const modules = nearest(join('node_modules', '.bin'));
  if (modules !== null) module.enableCompileCache(join(dirname(modules), '.cache', 'lapwing'));
  await import('../src/bin.ts');
} else {
  const node = nearest(join('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'));
  if (node === null) {
    console.error(
      `lapwing needs Node 24 or newer (this is ${process.version}), and the pinned one is not installed: npm ci`,
    );
    process.exit(2);
  }
  const child = spawn(node, ['--max-semi-space-size=64', self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 2) : 128;
  });
}

/**
 * What rules remember lies all over a few large arrays: in pages of 2 MB instead of 4 kB, a counter that has not been used for a while
 * is found in two thirds of the time. Only the C library's allocator can ask for them, and it reads its settings before anything of
 * ours runs: so the command starts itself once more, in the same process. LAPWING_LARGE_PAGES=0 leaves that.
 */
function askForLargePages() {
  const { env, platform, execPath, execArgv, argv } = process;
  if (platform !== 'linux' || !['start', 'run', 'ingest', 'backtest'].includes(argv[2] ?? '')) return;
  // A name of its own: a program with capabilities is not given the library's, and would start itself for ever.
  if (env.LAPWING_LARGE_PAGES !== undefined || process.execve === undefined) return;
  const tunables = [...(env.GLIBC_TUNABLES ? [env.GLIBC_TUNABLES] : []), 'glibc.malloc.hugetlb=1'].join(':');
  process.execve(execPath, [execPath, ...execArgv, self, ...argv.slice(2)], {
    ...env,
    GLIBC_TUNABLES: tunables,
    LAPWING_LARGE_PAGES: '1',
  });
}

/** The path of that name in this directory or the nearest one above that has it, or null. */
function nearest(name) {
  for (let directory = dirname(self); ; directory = dirname(directory)) {
    const candidate = join(directory, name);
    if (existsSync(candidate)) return candidate;
    if (dirname(directory) === directory) return null;
  }
}
