/**
 * Files, drafts and a language server for the editor. What the language server finds is made up: a name with `Huor` in it is unknown.
 * The real one is behind the tests of the command.
 */
import type { ChangedFile, Draft } from '../../src/api/authoring-types.ts';
import { hash, iso } from './views.ts';

const files: Readonly<Record<string, string>> = {
  'config.yaml':
    'labels:\n  link_spam:\n    valid_for: [User]\n    connotation: negative\n    description: Posts links only\n',
  'main.sml': "Import(rules=['models/base.sml'])\nRequire(rule='rules/spam.sml')\n",
  'models/base.sml': "ActionName = GetActionName()\nUserId: Entity[int] = EntityJson(type='User', path='$.user.id')\n",
  'rules/spam.sml':
    "# Owner: spam.\nImport(rules=['models/base.sml'])\n\nPostsLastHour = IncrementWindow(key=f'posts-{UserId}', window_seconds=3600)\n\nLinkFlood = Rule(\n  when_all=[PostsLastHour > 12],\n  description=f'{PostsLastHour} posts within an hour',\n)\n",
  'rules/spam.test.yaml': 'cases:\n  - name: a flood\n    event: {action: post}\n',
};

type Body = Record<string, unknown>;

/** An answer with its status. */
interface Told {
  readonly status: number;
  readonly body: unknown;
}

export class MockAuthoring {
  readonly drafts = new Map<string, Draft>();
  /** Texts by path as they would be in force. */
  present: Readonly<Record<string, string>> = files;
  hash = hash;

  /** Null for paths that are not of authors. */
  answer(method: string, path: string, body: Body, by: string): Told | null {
    if (path === '/v1/ruleset/files') return { status: 200, body: this.#files() };
    const [, area, ...rest] = path.split('/').slice(1);
    if (area !== 'rules' || rest.length === 0) return null;
    const [what = '', id = '', then = ''] = rest;
    switch (what) {
      case 'drafts':
        return id === '' ? this.#all(method, body, by) : this.#one(method, id, then, body, by);
      case 'language':
        return { status: 200, body: { result: this.#language(body), wanted: [] } };
      case 'check':
        return { status: 200, body: { ok: true, errors: 0, warnings: 1, rendered: '' } };
      case 'test':
        return { status: 200, body: this.#tests() };
      default:
        return null;
    }
  }

  #files() {
    const list = Object.entries(this.present).map(([path, text]) => ({ path, text, characters: text.length }));
    return { hash: this.hash, activatedAt: iso(0), writable: true, unwritable: null, files: list };
  }

  #all(method: string, body: Body, by: string): Told {
    if (method === 'GET') {
      const items = [...this.drafts.values()].map(({ files: changed, conflicts: _, ...head }) => ({
        ...head,
        paths: changed.map(({ path }) => path),
      }));
      return { status: 200, body: { items } };
    }
    return { status: 201, body: this.#put(`draft-${this.drafts.size + 1}`, 1, body, by) };
  }

  #one(method: string, id: string, then: string, body: Body, by: string): Told {
    const draft = this.drafts.get(id);
    if (draft === undefined) return problem(404, `there is no draft "${id}"`);
    if (then === 'backtests') return { status: 200, body: { items: [] } };
    if (method === 'GET') return { status: 200, body: draft };
    if (method === 'PUT') {
      if (body['revision'] === draft.revision)
        return { status: 200, body: this.#put(id, draft.revision + 1, body, by) };
      return problem(409, `${draft.updatedBy} saved this draft at ${draft.updatedAt}, as revision ${draft.revision}`);
    }
    this.drafts.delete(id);
    return { status: 204, body: null };
  }

  #put(id: string, revision: number, body: Body, by: string): Draft {
    const at = iso(Date.now());
    const draft: Draft = {
      id,
      name: String(body['name']),
      description: String(body['description'] ?? ''),
      baseHash: String(body['baseHash']),
      revision,
      createdBy: by,
      createdAt: at,
      updatedBy: by,
      updatedAt: at,
      deployed: null,
      files: body['files'] as ChangedFile[],
      conflicts: [],
    };
    this.drafts.set(id, draft);
    return draft;
  }

  #language(body: Body): unknown {
    const { method } = body['request'] as { method: string };
    if (method === 'completion' || method === 'references') return [];
    if (method !== 'diagnostics') return null;
    const texts = { ...this.present, ...(body['files'] as Record<string, string | null>) };
    return Object.fromEntries(
      Object.entries(texts).flatMap(([path, text]) => {
        const found = unknownNames(path, text ?? '');
        return found.length === 0 ? [] : [[path, found]];
      }),
    );
  }

  #tests() {
    const failure = {
      line: 3,
      event: 1,
      time: '2026-01-02T12:00:00.000Z',
      diff: '- rules: (none)\n+ rules: LinkFlood',
    };
    const cases = [
      { name: 'a flood', line: 2, passed: true, failures: [] },
      { name: 'a quiet hour', line: 3, passed: false, failures: [failure] },
    ];
    const seen = { true: 1, false: 1 };
    return {
      ok: false,
      passed: 1,
      failed: 1,
      files: [{ path: 'rules/spam.test.yaml', cases, problem: null }],
      coverage: { percent: 75, rules: [{ name: 'LinkFlood', path: 'rules/spam.sml', line: 6, seen }] },
    };
  }
}

function unknownNames(path: string, text: string) {
  return text.split('\n').flatMap((content, line) => {
    const character = content.search(/\w*Huor/);
    if (character < 0) return [];
    const name = /\w+/.exec(content.slice(character))?.[0] ?? '';
    const range = { start: { line, character }, end: { line, character: character + name.length } };
    const edit = { [path]: [{ range, newText: name.replace('Huor', 'Hour') }] };
    const fixes = [{ title: `Change to ${name.replace('Huor', 'Hour')}`, isPreferred: true, edit }];
    const message = 'unknown identifier\nthis identifier not found';
    return [{ range, severity: 'error', code: null, message, related: [], fixes }];
  });
}

function problem(status: number, detail: string): Told {
  return { status, body: { type: 'about:blank', title: status === 409 ? 'Conflict' : 'Not found', status, detail } };
}
