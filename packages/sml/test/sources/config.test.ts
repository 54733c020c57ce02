/** Reading and merging configuration, with places that diagnostics can point to. */
import { describe, expect, test } from 'vitest';
import { labelsOf } from '../../src/config/validate.ts';
import { rulesetSources } from '../../src/sources/sources.ts';

const main = { 'main.sml': 'A = 1 + 1\n' };
const read = (files: Record<string, string>) => rulesetSources({ ...main, ...files });
const problems = (files: Record<string, string>): string[] =>
  read(files).diagnostics.map(({ span, message }) => `${span.source.path}:${span.line}:${span.column} ${message}`);

describe('merging', () => {
  test('maps merge, lists append, in order of paths', () => {
    const { config, diagnostics } = read({
      'config.yaml': 'labels:\n  a: {valid_for: [User]}\nui_config:\n  default_summary_features:\n    - actions: [x]\n',
      'config/ui.yaml': 'ui_config:\n  default_summary_features:\n    - actions: [y]\n',
      'deep/config/labels.yaml': 'labels:\n  b: {connotation: negative}\n',
    });
    expect(diagnostics).toEqual([]);
    expect(JSON.parse(JSON.stringify(config.value))).toEqual({
      labels: { a: { valid_for: ['User'] }, b: { connotation: 'negative' } },
      ui_config: { default_summary_features: [{ actions: ['x'] }, { actions: ['y'] }] },
    });
    expect([...labelsOf(config)]).toEqual([
      ['a', { validFor: ['User'], connotation: 'neutral', description: '' }],
      ['b', { validFor: [], connotation: 'negative', description: '' }],
    ]);
    expect(config.spanOf(['labels', 'b', 'connotation'], false)).toMatchObject({ line: 2, column: 19 });
    expect(config.spanOf(['labels', 'b'], true).source.path).toBe('deep/config/labels.yaml');
  });

  test('a scalar that two files set is a conflict, with both places', () => {
    const files = { 'config.yaml': 'example:\n  some_int: 1\n', 'config/x.yaml': 'example: {some_int: 1}\n' };
    expect(problems(files)).toEqual(['config/x.yaml:1:10 conflicting config value at `example.some_int`']);
    expect(read(files).diagnostics[0]?.additional?.[0]?.spans[0]?.span).toMatchObject({ line: 2, column: 12 });
  });

  test('an empty file adds nothing and takes nothing away', () => {
    const { config } = read({
      'config.yaml': 'example: {some_int: 1}\n',
      'config/x.yaml': '',
      'config/y.yaml': '# only a comment\n',
    });
    expect(config.root.entries.size).toBe(1);
  });
});

describe('YAML', () => {
  test('1.1 booleans, but not single letters', () => {
    const { config } = read({ 'config.yaml': 'example: [yes, No, on, OFF, true, y, n, "yes", 0o17, 017]\n' });
    expect(config.value['example']).toEqual([true, false, true, false, true, 'y', 'n', 'yes', '0o17', 15]);
  });

  test('anchors and merge keys', () => {
    const { config } = read({
      'config.yaml': 'example: &a {x: 1, y: 2}\nother: {<<: *a, y: 3}\nthird: {z: 4, <<: [*a, {z: 5}]}\n',
    });
    expect(JSON.parse(JSON.stringify(config.value))).toEqual({
      example: { x: 1, y: 2 },
      other: { x: 1, y: 3 },
      third: { z: 4, x: 1, y: 2 },
    });
  });

  test('keys that are names of built-in properties are only keys', () => {
    const { config } = read({ 'config.yaml': 'example: {__proto__: 1, constructor: 2, toString: 3}\n' });
    expect(config.root.entries.get('example')?.value).toMatchObject({ kind: 'map' });
    expect(({} as Record<string, unknown>)['constructor']).toBe(Object);
    expect(Object.keys(Object(config.value['example']))).toEqual(['__proto__', 'constructor', 'toString']);
  });

  test.each([
    ['a: [', 'config.yaml:1:4 this configuration file is not valid YAML'],
    ['- 1\n', 'config.yaml:1:0 a configuration file must be a mapping of keys to values'],
    ['text\n', 'config.yaml:1:0 a configuration file must be a mapping of keys to values'],
    ['labels:\n  yes: {}\n', 'config.yaml:2:2 a config key must be text'],
    ['a: &a [*a]\n', 'config.yaml:1:0 configuration may be nested at most 100 deep'],
  ])('%j', (text, said) => {
    expect(problems({ 'config.yaml': text })).toEqual([said]);
  });

  test('aliases that multiply are stopped', () => {
    let text = 'a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n';
    for (let level = 1; level < 9; level++) {
      text += `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]\n`;
    }
    expect(problems({ 'config.yaml': text })).toEqual([
      'config.yaml:1:0 a configuration file may have at most 500000 values',
    ]);
  });
});

test('columns are UTF-8 bytes', () => {
  const { config } = read({ 'config.yaml': 'example: {é: x, some: y}\n' });
  expect(config.spanOf(['example', 'some'], true)).toMatchObject({ line: 1, column: 17 });
});
