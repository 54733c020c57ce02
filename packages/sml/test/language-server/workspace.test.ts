/** The language server's answers, without a transport. */
import { expect, test } from 'vitest';
import { Workspace } from '../../src/language-server/index.ts';
import { registry } from '../support/evaluate.ts';

const FILES = {
  'main.sml':
    "Import(rules=['model.sml'])\nR = Rule(when_all=[Age > 3], description=f'{Age} days')\nWhenRules(rules_any=[R], then=[LabelAdd(entity=User, label='spam')])\n",
  'model.sml':
    "# How old.\nAge: int = JsonData(path='$.age')\nUser: Entity[str] = EntityJson(type='User', path='$.u')\n",
  'other.sml': 'Other = 1 + 1\n',
  'config.yaml': 'labels:\n  spam:\n    valid_for: [User]\n    connotation: negative\n    description: Sends spam.\n',
};

function workspace(changes: Readonly<Record<string, string>> = {}): Workspace {
  const made = new Workspace(registry, { recentValues: (name) => (name === 'Age' ? ['4', '7'] : []) });
  for (const [path, text] of Object.entries({ ...FILES, ...changes })) made.setText(path, text);
  return made;
}

/** The position of a piece of a file's text. */
function at(path: keyof typeof FILES, piece: string, text: string = FILES[path]) {
  const before = text.slice(0, text.indexOf(piece)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

test('hover: a feature with its type, comment and recent values; a function; an argument; a label', () => {
  const { contents } = workspace().hover('main.sml', at('main.sml', 'Age > 3'))!;
  expect(contents).toContain('Age: int');
  expect(contents).toContain('How old.');
  expect(contents).toContain('Recent values: `4`, `7`');
  expect(workspace().hover('main.sml', at('main.sml', 'LabelAdd'))?.contents).toContain(
    'LabelAdd(entity: Entity[Any], label: str',
  );
  expect(workspace().hover('main.sml', at('main.sml', 'label='))?.contents).toContain('A label of the configuration.');
  expect(workspace().hover('main.sml', at('main.sml', "'spam'"))?.contents).toContain('**spam** (negative), for User');
});

test('types of what is not being edited stay known while another statement is broken', () => {
  const one = workspace();
  one.diagnostics();
  one.setText('main.sml', `${FILES['main.sml']}B = (`);
  expect(one.hover('main.sml', at('main.sml', 'Age > 3'))?.contents).toContain('Age: int');
});

test('completion: names of imported files, others with the import that they need', () => {
  const text = FILES['main.sml'].replace('Age > 3', '');
  const items = workspace({ 'main.sml': text }).completions('main.sml', at('main.sml', '], description', text));
  const named = (label: string) => items.find((item) => item.label === label);
  expect(named('Age')).toMatchObject({ kind: 'feature', additionalEdits: [] });
  expect(named('Other')?.additionalEdits).toEqual([
    {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 27 } },
      newText: "Import(rules=['model.sml', 'other.sml'])",
    },
  ]);
  expect(named('StringSplit')).toMatchObject({
    kind: 'function',
    insertText: 'StringSplit(s=$1)$0',
    isSnippet: true,
  });
  // Not usable above its definition.
  expect(named('R')).toBeUndefined();
});

test('completion: arguments that are not given yet, labels, files', () => {
  const labels = (text: string) =>
    workspace({ 'main.sml': text.replace('|', '') })
      .completions('main.sml', at('main.sml', '|', text))
      .map(({ label }) => label);
  expect(labels("A = StringReplace(old='a', |")).toEqual(expect.arrayContaining(['s=', 'new=']));
  expect(labels("A = StringReplace(old='a', |")).not.toContain('old=');
  expect(labels("A = HasLabel(entity=U, label='|")).toEqual(['spam']);
  expect(labels("Import(rules=['|")).toEqual(['model.sml', 'other.sml']);
});

test('definitions: an imported file, a label in the configuration', () => {
  expect(workspace().definition('main.sml', at('main.sml', "'model.sml'"))).toMatchObject({ path: 'model.sml' });
  expect(workspace().definition('main.sml', at('main.sml', "'spam'"))).toMatchObject({
    path: 'config.yaml',
    range: { start: { line: 1 } },
  });
  expect(workspace().definition('main.sml', { line: 99, character: 99 })).toBeNull();
});

test('rename refuses what would break the rules', () => {
  const rename = (name: string) => workspace().rename('model.sml', at('model.sml', 'Age'), name);
  expect(rename('Days')).toMatchObject({ ok: true });
  expect(rename('_days')).toEqual({ ok: false, reason: '`_days` would be local to model.sml, and main.sml reads it' });
  expect(rename('Other')).toEqual({ ok: false, reason: '`Other` is already defined in other.sml:1' });
  expect(rename('Rule')).toEqual({ ok: false, reason: '`Rule` is a function' });
  expect(rename('a b')).toEqual({ ok: false, reason: '`a b` cannot be a name' });
  const twice = workspace({ 'other.sml': 'Age = 1 + 1\n' });
  expect(twice.rename('model.sml', at('model.sml', 'Age'), 'Days').ok).toBe(false);
});

test('code actions: the import of an unknown name, the fix of a lint', () => {
  const range = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });
  const unknown = workspace({ 'main.sml': 'A = Other + 1\n' }).codeActions('main.sml', range(0, 5));
  expect(unknown).toEqual([
    {
      title: 'Import other.sml',
      isPreferred: true,
      edit: new Map([['main.sml', [{ range: range(0, 0), newText: "Import(rules=['other.sml'])\n\n" }]]]),
    },
  ]);
  const lint = workspace({ 'main.sml': "Import(rules=['other.sml'])\nRequire(rule='other.sml')\n" });
  expect(lint.codeActions('main.sml', range(0, 16)).map(({ title }) => title)).toEqual([
    'Remove the import of other.sml',
  ]);
});

test('code actions: a misspelt name becomes the one that was meant', () => {
  const at = { start: { line: 1, character: 5 }, end: { line: 1, character: 5 } };
  const fixes = (text: string) => workspace({ 'main.sml': text }).codeActions('main.sml', at);
  expect(fixes('Followers = 1\nB = Folowers + 1\n')).toEqual([
    {
      title: 'Change to Followers',
      isPreferred: true,
      edit: new Map([
        [
          'main.sml',
          [{ range: { start: { line: 1, character: 4 }, end: { line: 1, character: 12 } }, newText: 'Followers' }],
        ],
      ]),
    },
  ]);
  expect(fixes("A = 'x'\nB = StringLenght(s=A)\n").map(({ title }) => title)).toEqual(['Change to StringLength']);
  expect(fixes('A = 1\nB = Zzzzzzzzzz\n')).toEqual([]);
});

test('characters are UTF-16 units, whatever the diagnostics count', () => {
  const [diagnostic] = workspace({ 'main.sml': "A = '😀é' + Nope\n" }).diagnostics().get('main.sml') ?? [];
  expect(diagnostic).toMatchObject({ range: { start: { line: 0, character: 12 } }, severity: 'error' });
});
