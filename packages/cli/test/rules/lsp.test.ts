/** The language server as an editor sees it: the real process over standard input and output. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LspClient } from './lsp-client.ts';

const MAIN =
  "Import(rules=['model.sml'])\n\nR = Rule(when_all=[Age > 3], description=f'{Age} days')\nWhenRules(rules_any=[R], then=[DeclareVerdict(verdict='x')])\n";
const MODEL = "# Days since the account was made.\nAge: int = JsonData(path='$.age')\n";

let directory = '';
let client: LspClient;
const uri = (path: string): string => pathToFileURL(join(directory, path)).href;
const at = (path: string, line: number, character: number) => ({
  textDocument: { uri: uri(path) },
  position: { line, character },
});
const diagnosticsOf = (path: string, wanted: (messages: readonly string[]) => boolean) =>
  client.next('textDocument/publishDiagnostics', (params) => {
    const { uri: of, diagnostics } = params as { uri: string; diagnostics: { message: string }[] };
    return of === uri(path) && wanted(diagnostics.map(({ message }) => message));
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-lsp-'));
  await mkdir(join(directory, 'rules'));
  await writeFile(join(directory, 'main.sml'), MAIN);
  await writeFile(join(directory, 'model.sml'), MODEL);
  client = new LspClient();
  await client.request('initialize', { processId: null, rootUri: null, capabilities: {} });
  client.notify('initialized', {});
}, 60_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

test('tells of a mistake while it is typed, and that it is gone', { timeout: 60_000 }, async () => {
  const broken = diagnosticsOf('main.sml', (messages) =>
    messages.some((message) => message.startsWith('unknown identifier')),
  );
  client.notify('textDocument/didOpen', {
    textDocument: { uri: uri('main.sml'), languageId: 'sml', version: 1, text: MAIN.replace('Age >', 'Agee >') },
  });
  expect(await broken).toMatchObject({
    diagnostics: [{ severity: 1, source: 'lapwing', range: { start: { line: 2, character: 19 } } }],
  });
  const mended = diagnosticsOf('main.sml', (messages) => messages.every((message) => !message.startsWith('unknown')));
  client.notify('textDocument/didChange', {
    textDocument: { uri: uri('main.sml'), version: 2 },
    contentChanges: [{ range: { start: { line: 2, character: 19 }, end: { line: 2, character: 23 } }, text: 'Age' }],
  });
  expect(await mended).toMatchObject({ uri: uri('main.sml') });
});

test('shows type, comment and definition of a name', async () => {
  const hover = (await client.request('textDocument/hover', at('main.sml', 2, 20))) as { contents: { value: string } };
  expect(hover.contents.value).toContain('Age: int');
  expect(hover.contents.value).toContain('Days since the account was made.');
});

test('completes features and arguments', async () => {
  const items = (await client.request('textDocument/completion', at('main.sml', 2, 19))) as { label: string }[];
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['Age', 'StringLength']));
});

test('goes to the definition in another file, and finds what refers to it', async () => {
  expect(await client.request('textDocument/definition', at('main.sml', 2, 20))).toEqual({
    uri: uri('model.sml'),
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
  });
  const found = await client.request('textDocument/references', {
    ...at('model.sml', 1, 1),
    context: { includeDeclaration: false },
  });
  expect(found).toMatchObject([
    { uri: uri('main.sml'), range: { start: { line: 2, character: 19 } } },
    { uri: uri('main.sml'), range: { start: { line: 2, character: 44 } } },
  ]);
});

test('renames in all files, and says why it does not', async () => {
  const edit = (await client.request('textDocument/rename', { ...at('main.sml', 2, 20), newName: 'AgeDays' })) as {
    changes: Record<string, { newText: string }[]>;
  };
  expect(Object.keys(edit.changes).sort()).toEqual([uri('main.sml'), uri('model.sml')].sort());
  expect(edit.changes[uri('main.sml')]).toHaveLength(2);
  await expect(client.request('textDocument/rename', { ...at('main.sml', 2, 20), newName: 'R' })).rejects.toThrow(
    '`R` is already defined in main.sml:3',
  );
});

test('formats, lists symbols, and ends as the protocol says', async () => {
  client.notify('textDocument/didChange', {
    textDocument: { uri: uri('main.sml'), version: 3 },
    contentChanges: [{ text: `${MAIN}B   =   Age+1\n` }],
  });
  const edits = (await client.request('textDocument/formatting', {
    textDocument: { uri: uri('main.sml') },
    options: { tabSize: 2, insertSpaces: true },
  })) as { newText: string }[];
  expect(edits[0]?.newText).toContain('\nB = Age + 1\n');
  const symbols = (await client.request('textDocument/documentSymbol', { textDocument: { uri: uri('main.sml') } })) as {
    name: string;
  }[];
  expect(symbols.map(({ name }) => name)).toEqual(['R', 'B']);
  expect(await client.end()).toBe(0);
  expect(client.stderr).toBe('');
});
