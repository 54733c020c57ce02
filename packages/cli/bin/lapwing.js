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

/** The path of that name in this directory or the nearest one above that has it, or null. */
function nearest(name) {
  for (let directory = dirname(self); ; directory = dirname(directory)) {
    const candidate = join(directory, name);
    if (existsSync(candidate)) return candidate;
    if (dirname(directory) === directory) return null;
  }
}
