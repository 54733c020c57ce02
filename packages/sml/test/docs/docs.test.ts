/** Pages made from declarations. */
import { expect, test } from 'vitest';
import { functionsReference, lintsReference, signatureOf } from '../../src/docs/index.ts';
import { diagnosticDocs } from '../../src/lint/docs.ts';
import { registry } from '../support/evaluate.ts';

test('every function has a section with its signature', () => {
  const page = functionsReference(registry);
  for (const declaration of registry.functions.values()) {
    expect(page).toContain(`### ${declaration.name}\n\n\`\`\`python\n${signatureOf(declaration)}\n`);
  }
  expect(page).not.toContain('undefined');
});

test('signatures are written as in Python', () => {
  expect(signatureOf(registry.functions.get('StringSplit')!)).toBe(
    'StringSplit(s: str, sep: str | None = None, maxsplit: int = -1) → list[str]',
  );
  expect(signatureOf(registry.functions.get('JsonData')!)).toMatch(/→ as annotated$/);
});

test('every code has a section', () => {
  const page = lintsReference();
  for (const { code, name } of diagnosticDocs) expect(page).toContain(`### ${code}: ${name}\n`);
});
