#!/usr/bin/env node
// Starts the command under the Node that the project pins, whatever Node the machine has: the code is TypeScript that Node 24
// runs as it is.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '..', 'src', 'bin.ts');
const [major = 0] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  // Types are stripped at every start otherwise: a third of the time that a command takes.
  module.enableCompileCache?.();
  await import(main);
} else {
  const node = pinnedNode(here);
  if (node === null) {
    console.error(
      `lapwing needs Node 24 or newer (this is ${process.version}), and the pinned one is not installed: npm ci`,
    );
    process.exit(2);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 2) : 128;
  });
}

/** The `node` that npm linked into the nearest `node_modules/.bin`, or null. */
function pinnedNode(from) {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
    if (existsSync(candidate)) return candidate;
    if (dirname(directory) === directory) return null;
  }
}
