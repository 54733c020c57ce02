/** The package by itself: its own files, the YAML parser that it depends on, and nothing else of Lapwing. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../..');

test('runs where nothing else is installed', async () => {
  const home = await mkdtemp(join(tmpdir(), 'simulator-alone-'));
  try {
    for (const name of ['src', 'scenarios', 'package.json'])
      await cp(join(PACKAGE, name), join(home, name), { recursive: true });
    await mkdir(join(home, 'node_modules'));
    const yaml = dirname(createRequire(import.meta.url).resolve('yaml/package.json'));
    await symlink(await realpath(yaml), join(home, 'node_modules', 'yaml'));
    await writeFile(
      join(home, 'try.ts'),
      `import { eventLines } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
let lines = 0;
for (const line of eventLines({ scenario: { ...(await loadScenario('tiny')), days: 0.3, adversaries: [] }, seed: 1 })) lines += line.length > 0 ? 1 : 0;
console.log(lines > 300);
`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', join(home, 'try.ts')], {
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual(['true\n', '']);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
