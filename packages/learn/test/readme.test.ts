/** The example of the README does what the README says. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('the example runs, and prints what is said of it', () => {
  const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const [, printed] = /^prints `(.*?)`/m.exec(readme) ?? [];
  // Inside of the package, so that its own name resolves.
  const file = fileURLToPath(new URL(`readme-example-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, source);
  try {
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim()).toBe(printed);
  } finally {
    rmSync(file);
  }
});
