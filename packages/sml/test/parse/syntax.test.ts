/**
 * Trees, places and errors of many small sources. The expectations in `syntax.golden.jsonl` are those of CPython 3.11's
 * `ast.parse` under the reference's whitelist; the sources are our own.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModule } from '../../src/index.ts';
import { outlineModule } from './outline.ts';

interface Case {
  readonly source: string;
  readonly outline?: string;
  readonly error?: string;
}

const cases = readFileSync(new URL('syntax.golden.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Case => JSON.parse(line));

function read(text: string) {
  const { module, diagnostics } = parseModule({ path: 'main.sml', text });
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ span, message }) => `${span.line}:${span.column} ${message}`);
  return { outline: outlineModule(module), errors };
}

describe('sources', () => {
  it('that are accepted have the same tree at the same places', () => {
    const accepted = cases.filter((one) => one.outline !== undefined);
    expect(accepted.length).toBeGreaterThan(150);
    for (const { source, outline } of accepted) {
      expect({ source, ...read(source) }).toEqual({ source, outline, errors: [] });
    }
  });

  it('that are refused have the same error', () => {
    const refused = cases.filter((one) => one.error !== undefined);
    expect(refused.length).toBeGreaterThan(500);
    for (const { source, error } of refused) {
      expect(read(source).errors, JSON.stringify(source)).toContain(error);
    }
  });
});
