/** Reading a ruleset from a directory: what belongs to it, and what is refused. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadRulesetDirectory } from '../../src/load/directory.ts';

let base = '';
let root = '';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'ruleset-'));
  root = join(base, 'rules');
  await put('main.sml', 'A = 1 + 1\n');
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

const said = async (): Promise<string[]> =>
  (await loadRulesetDirectory(root)).diagnostics.map(({ span, message, hint }) =>
    [span.source.path, message, hint].filter(Boolean).join(': '),
  );

test('rules, configuration and side files, in order of paths', async () => {
  await put('z.sml', 'Z = 1 + 1\n');
  await put('b/c.sml', 'C = 1 + 1\n');
  await put('config.yaml', 'labels: {a: {}}\n');
  await put('b/config/more.yaml', 'labels: {b: {}}\n');
  await put('lists/words.yaml', '- x\n');
  await put('rules.test.yaml', 'never: read\n');
  await put('notes.md', '# no part of it\n');
  await put('.git/config.yaml', 'broken: [\n');
  await put('node_modules/x/y.sml', 'broken (\n');
  const sources = await loadRulesetDirectory(root);
  expect(sources.diagnostics).toEqual([]);
  expect([...sources.rules.keys()]).toEqual(['b/c.sml', 'main.sml', 'z.sml']);
  expect(sources.files.file('lists/words.yaml')).toBe('- x\n');
  expect(sources.files.file('rules.test.yaml')).toBeUndefined();
  expect(Object.keys(Object(sources.config.value['labels'])).sort()).toEqual(['a', 'b']);
});

test('a byte order mark is no part of the text', async () => {
  await put('main.sml', '\ufeffA = 1 + 1\n');
  expect((await loadRulesetDirectory(root)).rules.get('main.sml')?.text).toBe('A = 1 + 1\n');
});

test('a file that is not UTF-8', async () => {
  await put('bad.sml', new Uint8Array([0x41, 0x20, 0xc3, 0xa9, 0x20, 0xff, 0x41]));
  expect(await said()).toEqual(['bad.sml: this file is not valid UTF-8: the first invalid byte is at offset 5']);
});

test('a directory without an entry point, and no directory', async () => {
  await rm(join(root, 'main.sml'));
  expect(await said()).toEqual([expect.stringContaining('a ruleset needs a file named `main.sml`')]);
  await rm(root, { recursive: true });
  expect((await said())[0]).toBe('.: the ruleset directory cannot be read: the system says ENOENT');
});

test('symbolic links: inside is fine, outside is refused, dangling is reported', async () => {
  await put('real.sml', 'R = 1 + 1\n');
  await writeFile(join(base, 'secret.yaml'), 'password: x\n');
  await mkdir(join(base, 'rules-outside'));
  await writeFile(join(base, 'rules-outside', 'x.sml'), 'X = 1 + 1\n');
  await symlink(join(root, 'real.sml'), join(root, 'link.sml'));
  await symlink(join(base, 'secret.yaml'), join(root, 'config.yaml'));
  await symlink(join(base, 'rules-outside'), join(root, 'more'));
  await symlink(join(root, 'gone.sml'), join(root, 'dangling.sml'));
  const sources = await loadRulesetDirectory(root);
  expect([...sources.rules.keys()]).toEqual(['link.sml', 'main.sml', 'real.sml']);
  expect(await said()).toEqual([
    'config.yaml: this symbolic link leads out of the ruleset directory',
    'dangling.sml: this symbolic link cannot be followed: the system says ENOENT',
    'more: this symbolic link leads out of the ruleset directory',
  ]);
});

test('an example keeps its lists beside its rules', async () => {
  const example = await mkdtemp(join(tmpdir(), 'lapwing-example-'));
  await mkdir(join(example, 'rules'));
  await mkdir(join(example, 'lists'));
  await writeFile(join(example, 'rules', 'main.sml'), 'A = 1 + 1\n');
  await writeFile(join(example, 'lists', 'words.yaml'), '- one\n');
  expect((await loadRulesetDirectory(join(example, 'rules'))).files.file('lists/words.yaml')).toBeUndefined();
  await writeFile(join(example, 'lapwing.yaml'), 'name: example\n');
  expect((await loadRulesetDirectory(join(example, 'rules'))).files.file('lists/words.yaml')).toBe('- one\n');
  await rm(example, { recursive: true });
});
