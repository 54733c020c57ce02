/** The modules of a backtest's worker threads: none is native, as a thread that ends while one loads can take the process along. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const ENTRY = new URL('../src/backtest/worker.ts', import.meta.url);

/** Names every module that importing the entry asks for. The entry itself refuses to go on, as this is no worker thread. */
const PROBE = `
import { registerHooks } from 'node:module';
const urls = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    urls.add(resolved.url);
    return resolved;
  },
});
await import(${JSON.stringify(ENTRY.href)}).catch((error) => urls.add(String(error)));
process.stdout.write(JSON.stringify([...urls]));
`;

it('loads no native module', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROBE], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const urls: unknown = JSON.parse(stdout);
  if (!Array.isArray(urls)) throw new Error('no list of modules');
  expect(urls).toContain('Error: this module is started as a worker thread');
  expect(urls.filter((url) => String(url).includes('/packages/sml/')).length).toBeGreaterThan(10);
  expect(urls.filter((url) => /@duckdb|usearch|onnxruntime|\.node$/.test(String(url)))).toEqual([]);
});
