/** Parser, checker, lints, formatter and language server on mutated rules and on noise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowFunctions } from '../../packages/memory/src/index.ts';
import { networkFunctions } from '../../packages/networks/src/rules/index.ts';
import {
  applyFixes,
  checkRuleset,
  createRegistry,
  engineFunctions,
  formatSource,
  jsonFunctions,
  lintProgram,
  parseExpression,
  parseModule,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
} from '../../packages/sml/src/index.ts';
import { Workspace } from '../../packages/sml/src/language-server/index.ts';
import { atprotoFunctions } from '../../packages/sml-atproto/src/index.ts';
import { type Campaign, check, type Input } from './campaign.ts';
import type { Random } from './random.ts';
import { anyText, mutate } from './texts.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;
const registry = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
  atprotoFunctions(),
);

/** Rules that exist, by path. */
const corpus: ReadonlyMap<string, string> = new Map(
  readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sml'))
    .sort()
    .map((path) => [path, readFileSync(join(EXAMPLES, path), 'utf8')]),
);

const SNIPPETS = [
  ...corpus.values(),
  ...[...registry.functions.values()].flatMap(({ examples = [] }) => examples.map(({ source }) => `${source}\n`)),
];

export const parser: Campaign = {
  name: 'parser',
  generate(random: Random): Input {
    const text = random.chance(3) ? anyText(random) : mutate(random, random.pick(SNIPPETS));
    return { 'main.sml': text, ...(random.chance(3) ? { 'config.yaml': anyText(random) } : {}) };
  },
  run(input) {
    const text = input['main.sml'] ?? '';
    const source = { path: 'main.sml', text };
    const { diagnostics } = parseModule(source);
    parseExpression({ path: 'query', text });
    for (const { span } of diagnostics) {
      check(
        span.start >= 0 && span.start <= span.end && span.end <= text.length,
        'a diagnostic lies outside of the text',
      );
    }
    const formatted = formatSource(source).text;
    if (formatted !== null) {
      const again = formatSource({ path: 'main.sml', text: formatted });
      check(again.text !== null, 'formatted text does not parse');
      check(again.text === formatted, 'formatting is not idempotent');
    }
    for (const dialect of ['compat', 'reference', 'strict'] as const) {
      const checked = checkRuleset(rulesetSources(input), registry, { dialect });
      check(typeof renderDiagnostics(checked.diagnostics) === 'string', 'diagnostics are not text');
      check(
        (checked.program === null) === checked.diagnostics.some(({ severity }) => severity === 'error'),
        'there is a program beside errors, or neither',
      );
      if (checked.program !== null) applyFixes(lintProgram(checked.program));
    }
  },
};

export const editor: Campaign = {
  name: 'editor',
  generate(random: Random): Input {
    const files = [...corpus].filter(([path]) => path.startsWith('sample/rules/'));
    const input: Record<string, string> = {};
    for (const [path, text] of files) input[path.slice('sample/rules/'.length)] = text;
    const path = random.pick(Object.keys(input));
    const text = random.chance(3) ? (input[path] ?? '') : mutate(random, input[path] ?? '');
    return { ...input, [path]: text, ' path': path, ' offset': String(random.below(text.length + 1)) };
  },
  run(input) {
    const workspace = new Workspace(registry);
    for (const [path, text] of Object.entries(input)) if (!path.startsWith(' ')) workspace.setText(path, text);
    const path = input[' path'] ?? 'main.sml';
    const before = (input[path] ?? '').slice(0, Number(input[' offset'] ?? 0)).split(/\r\n|\r|\n/);
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    workspace.diagnostics();
    workspace.hover(path, position);
    workspace.completions(path, position);
    workspace.definition(path, position);
    workspace.references(path, position, true);
    workspace.symbols(path);
    workspace.format(path);
    workspace.codeActions(path, { start: position, end: position });
    const renamed = workspace.rename(path, position, 'RenamedByFuzzer');
    if (!renamed.ok) return;
    // Errors hide others; a ruleset without any keeps it so: nothing dangles, nothing is shadowed.
    const count = () =>
      [...workspace.diagnostics().values()].flat().filter(({ severity }) => severity === 'error').length;
    if (count() > 0) return;
    for (const [file, edits] of renamed.edit) workspace.setText(file, applyAll(input[file] ?? '', edits));
    check(count() === 0, 'renaming made errors');
  },
};

type Edits = readonly {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
}[];

function applyAll(text: string, edits: Edits): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  const offset = ({ line, character }: Edits[number]['range']['start']): number =>
    (starts[line] ?? text.length) + character;
  let result = text;
  for (const { range, newText } of [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start))) {
    result = result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end));
  }
  return result;
}
