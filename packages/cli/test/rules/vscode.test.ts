/**
 * The extension of examples/vscode as far as it goes without VS Code: what it contributes, its grammar in VS Code's own engine, and the
 * server that it starts, spoken to by VS Code's own protocol library with VS Code's capabilities. It has not run in a VS Code window.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CodeActionRequest,
  CompletionRequest,
  createProtocolConnection,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  ExitNotification,
  FileChangeType,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type Location,
  PrepareRenameRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RenameRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { VSCODE } from './vscode-capabilities.ts';

const require = createRequire(import.meta.url);
const EXTENSION = join(import.meta.dirname, '../../../../examples/vscode');
const LAPWING = fileURLToPath(new URL('../../bin/lapwing.js', import.meta.url));
const readJson = (path: string) => JSON.parse(readFileSync(join(EXTENSION, path), 'utf8'));

interface ServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd?: string; readonly shell?: boolean };
}

/** Run the extension's entry with stand-ins for the two modules that VS Code provides; what it would start comes back. */
async function activated(folder: string, command: readonly string[]) {
  const started: { id: string; name: string; server: ServerOptions; client: Record<string, unknown> }[] = [];
  let stopped = 0;
  class LanguageClient {
    constructor(id: string, name: string, server: ServerOptions, client: Record<string, unknown>) {
      started.push({ id, name, server, client });
    }
    async start(): Promise<void> {}
    async stop(): Promise<void> {
      stopped++;
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    vscode: {
      workspace: {
        getConfiguration: (section: string) => ({
          get: (key: string) => (`${section}.${key}` === 'lapwing.command' ? command : null),
        }),
        workspaceFolders: [{ uri: { fsPath: folder } }],
        createFileSystemWatcher: (glob: string) => ({ glob }),
      },
    },
    'vscode-languageclient/node': { LanguageClient },
  };
  const exports: { activate?: () => Promise<void>; deactivate?: () => unknown } = {};
  const load = vm.compileFunction(await readFile(join(EXTENSION, 'extension.js'), 'utf8'), [
    'require',
    'exports',
    'process',
  ]);
  load((name: string) => modules[name] ?? require(name), exports, process);
  await exports.activate?.();
  await exports.deactivate?.();
  return { started, stopped };
}

describe('what the extension contributes', () => {
  const manifest = readJson('package.json');

  test('names files that are there, and fits the versions that it asks for', () => {
    const { contributes, main, engines, activationEvents } = manifest;
    const files = [
      main,
      ...contributes.languages.map((one: { configuration: string }) => one.configuration),
      ...contributes.grammars.map((one: { path: string }) => one.path),
    ];
    expect(files.filter((file: string) => !existsSync(join(EXTENSION, file)))).toEqual([]);
    expect(contributes.languages).toMatchObject([{ id: 'sml', extensions: ['.sml'] }]);
    expect(contributes.grammars).toEqual([
      { language: 'sml', scopeName: readJson('sml.tmLanguage.json').scopeName, path: './sml.tmLanguage.json' },
    ]);
    expect(activationEvents).toEqual(['workspaceContains:**/main.sml']);
    expect([engines.vscode, manifest.dependencies['vscode-languageclient']]).toEqual(['^1.91.0', '^9.0.1']);
    expect(manifest.name).toMatch(/^[a-z0-9-]+$/);
    const setting = contributes.configuration.properties['lapwing.command'];
    expect([setting.type, setting.default]).toEqual(['array', ['npx', 'lapwing']]);
    const { comments, brackets, autoClosingPairs } = readJson('language-configuration.json');
    expect([comments.lineComment, brackets.length, autoClosingPairs.length]).toEqual(['#', 3, 5]);
  });

  test('starts the language server in the folder, for SML files, and stops it', async () => {
    const { started, stopped } = await activated('/srv/rules', ['node', 'lapwing.js']);
    expect(started).toMatchObject([
      {
        id: 'lapwing',
        server: { command: 'node', args: ['lapwing.js', 'rules', 'lsp'], options: { cwd: '/srv/rules' } },
        client: {
          documentSelector: [{ scheme: 'file', language: 'sml' }],
          synchronize: { fileEvents: { glob: '**/*.{sml,yaml}' } },
        },
      },
    ]);
    expect(stopped).toBe(1);
  });
});

describe('the grammar, in the engine that VS Code has', () => {
  let grammar: textmate.IGrammar;

  beforeAll(async () => {
    const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async () => readJson('sml.tmLanguage.json'),
    });
    grammar = (await registry.loadGrammar('source.sml'))!;
  });

  /** The lines in stretches of one innermost scope. */
  const scopes = (...lines: string[]): string[] => {
    const found: { text: string; scope: string }[] = [];
    let state = textmate.INITIAL;
    for (const line of lines) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      for (const { startIndex, endIndex, scopes: all } of tokens) {
        const [text, scope] = [line.slice(startIndex, endIndex), (all.at(-1) ?? '').replace('.sml', '')];
        const last = found.at(-1);
        if (last?.scope === scope) last.text += text;
        else found.push({ text, scope });
      }
    }
    return found.filter(({ text }) => text.trim() !== '').map(({ text, scope }) => `${text.trim()} → ${scope}`);
  };

  test('tells definitions, calls, arguments, strings with names, and comments apart', () => {
    expect(scopes("Count: int = Window(key=f'p-{User}', n=1_0)  # an hour")).toEqual([
      'Count → entity.name.variable',
      ': → source',
      'int → support.type',
      '= → keyword.operator',
      'Window → support.function',
      '( → source',
      'key → variable.parameter',
      '= → keyword.operator',
      "f'p-{ → string.quoted",
      'User → variable.other',
      "}' → string.quoted",
      ', → source',
      'n → variable.parameter',
      '= → keyword.operator',
      '1_0 → constant.numeric',
      ') → source',
      '# an hour → comment.line.number-sign',
    ]);
  });

  test('a string over lines ends where it ends; an open one ends with its line', () => {
    expect(scopes("A = '''one", "two''' == B")).toEqual([
      'A → entity.name.variable',
      '= → keyword.operator',
      "'''onetwo''' → string.quoted.triple",
      '== → keyword.operator',
      'B → variable.other',
    ]);
    expect(scopes("A = 'open", 'B = 1').slice(-3)).toEqual([
      'B → entity.name.variable',
      '= → keyword.operator',
      '1 → constant.numeric',
    ]);
  });
});

const MAIN = "Import(rules=['model.sml'])\n\nR = Rule(when_all=[Age > 3], description='old')\n";
const MODEL = "# Days since the account was made.\nAge: int = JsonData(path='$.age')\n";

describe('the server that the extension starts, in VS Code’s protocol', () => {
  let folder: string;
  let server: ChildProcessWithoutNullStreams;
  let connection: ProtocolConnection;
  const told: PublishDiagnosticsParams[] = [];
  const uri = (file: string) => pathToFileURL(join(folder, file)).href;
  const at = (file: string, line: number, character: number) => ({
    textDocument: { uri: uri(file) },
    position: { line, character },
  });
  const diagnostics = async (file: string, wanted: (messages: readonly string[]) => boolean) => {
    for (let waited = 0; waited < 30_000; waited += 50) {
      const last = told.findLast((one) => one.uri === uri(file));
      if (last !== undefined && wanted(last.diagnostics.map(({ message }) => String(message)))) return last.diagnostics;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no such diagnostics of ${file}: ${JSON.stringify(told)}`);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lapwing-vscode-'));
    await writeFile(join(folder, 'main.sml'), MAIN);
    await writeFile(join(folder, 'model.sml'), MODEL);
    const { started } = await activated(folder, [process.execPath, LAPWING]);
    const { command, args, options } = started[0]!.server;
    server = spawn(command, [...args], { ...options });
    connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      told.push(params);
    });
    connection.listen();
  });
  afterAll(async () => {
    connection.dispose();
    server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test('an editing session from initialize to exit', { timeout: 90_000 }, async () => {
    const root = pathToFileURL(folder).href;
    const { capabilities, serverInfo } = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      clientInfo: { name: 'Visual Studio Code', version: '1.99.0' },
      locale: 'en',
      rootPath: folder,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'rules' }],
      capabilities: VSCODE,
      trace: 'off',
    });
    expect(serverInfo?.name).toBe('lapwing');
    expect(capabilities).toMatchObject({
      textDocumentSync: 2,
      hoverProvider: true,
      definitionProvider: true,
      renameProvider: { prepareProvider: true },
      documentFormattingProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix'] },
    });
    await connection.sendNotification(InitializedNotification.type, {});
    const open = { uri: uri('main.sml'), languageId: 'sml', version: 1, text: MAIN.replace('Age >', 'Agge >') };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: open });
    const [wrong] = await diagnostics('main.sml', (messages) =>
      messages.some((one) => one.startsWith('unknown identifier')),
    );
    expect(wrong).toMatchObject({ source: 'lapwing', severity: 1, range: { start: { line: 2, character: 19 } } });

    // The light bulb, then the edit that VS Code would send back.
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uri('main.sml') },
      range: wrong!.range,
      context: { diagnostics: [wrong!], triggerKind: 1 },
    });
    expect(actions).toMatchObject([
      { title: 'Change to Age', kind: 'quickfix', edit: { changes: { [uri('main.sml')]: [{ newText: 'Age' }] } } },
    ]);
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uri('main.sml'), version: 2 },
      contentChanges: [{ range: { start: { line: 2, character: 19 }, end: { line: 2, character: 23 } }, text: 'Age' }],
    });
    await diagnostics('main.sml', (messages) => messages.every((one) => !one.startsWith('unknown')));

    const hover = await connection.sendRequest(HoverRequest.type, at('main.sml', 2, 20));
    expect(hover?.contents).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('Days since the account was made.'),
    });
    const completion = await connection.sendRequest(CompletionRequest.type, {
      ...at('main.sml', 2, 19),
      context: { triggerKind: 1 },
    });
    const items = Array.isArray(completion) ? completion : (completion?.items ?? []);
    expect(items.find(({ label }) => label === 'StringLength')).toMatchObject({ insertTextFormat: 2, kind: 3 });
    expect(items.find(({ label }) => label === 'Age')).toMatchObject({ documentation: { kind: 'markdown' } });
    const found = (await connection.sendRequest(DefinitionRequest.type, at('main.sml', 2, 20))) as Location;
    expect(found).toMatchObject({ uri: uri('model.sml'), range: { start: { line: 1, character: 0 } } });

    expect(await connection.sendRequest(PrepareRenameRequest.type, at('main.sml', 2, 20))).toEqual({
      start: { line: 2, character: 19 },
      end: { line: 2, character: 22 },
    });
    const renamed = await connection.sendRequest(RenameRequest.type, { ...at('main.sml', 2, 20), newName: 'AgeDays' });
    expect(Object.keys(renamed?.changes ?? {}).sort()).toEqual([uri('main.sml'), uri('model.sml')]);
    await expect(
      connection.sendRequest(RenameRequest.type, { ...at('main.sml', 2, 20), newName: 'R' }),
    ).rejects.toThrow('already defined');

    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uri('main.sml'), version: 3 },
      contentChanges: [{ text: `${MAIN}B   =   Age+1\n` }],
    });
    const [formatted] =
      (await connection.sendRequest(DocumentFormattingRequest.type, {
        textDocument: { uri: uri('main.sml') },
        options: { tabSize: 4, insertSpaces: true, trimTrailingWhitespace: true },
      })) ?? [];
    expect(formatted?.newText).toContain('\nB = Age + 1\n');

    // A file that git changed under the editor: the watcher of the extension tells.
    await writeFile(join(folder, 'model.sml'), MODEL.replace('Age', 'AgeOfAccount'));
    await connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uri('model.sml'), type: FileChangeType.Changed }],
    });
    await diagnostics('main.sml', (messages) => messages.some((one) => one.startsWith('unknown identifier')));

    await connection.sendRequest(ShutdownRequest.type);
    const ended = once(server, 'exit');
    await connection.sendNotification(ExitNotification.type);
    expect((await ended)[0]).toBe(0);
  });
});
