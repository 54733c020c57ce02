/**
 * The public atproto ruleset, where `LAPWING_ATPROTO_RULESET` names a directory that holds it: it checks without errors, its
 * known mistakes are reported, and it decides a post. Skipped without it, as none of it is part of this repository.
 */
import {
  BOOL,
  checkRuleset,
  compileRuleset,
  exportFeatures,
  FLOAT,
  type FunctionDeclaration,
  INT,
  listOf,
  optional,
  renderDiagnostics,
  STR,
  simpleFunction,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { describe, expect, it } from 'vitest';
import { eventOf, registry } from './support.ts';

const directory = process.env['LAPWING_ATPROTO_RULESET'];

/** Stands in for the window of `@lapwing/memory`, which this package does not depend on: the event itself is counted. */
const window = (name: string): FunctionDeclaration =>
  simpleFunction({
    name,
    category: 'memory',
    doc: 'Counts this event.',
    parameters: [
      { name: 'key', type: STR, doc: 'Key.' },
      { name: 'window_seconds', type: FLOAT, doc: 'Width.' },
      { name: 'when_all', type: listOf(BOOL), doc: 'Conditions.' },
      { name: 'max_ttl_seconds', type: optional(FLOAT), default: null, doc: 'Lifetime.' },
    ],
    result: INT,
    purity: 'memory',
    cost: 100,
    run: (_context, _key: string, _window: unknown, conditions: readonly boolean[]) =>
      conditions.every(Boolean) ? 1 : 0,
  });

const post = (text: string) => ({
  did: 'did:plc:author',
  eventMetadata: {
    handle: 'author.bsky.social',
    pdsHost: 'https://pds.example',
    didCreatedAt: '2024-01-01T00:00:00Z',
    accountAge: 3600,
    profile: {
      displayName: 'Author',
      description: 'hello',
      followersCount: 1,
      followingCount: 1,
      postsCount: 1,
      avatar: null,
      banner: null,
    },
  },
  operation: {
    action: 'create',
    collection: 'app.bsky.feed.post',
    path: 'app.bsky.feed.post/3k',
    cid: 'bafy',
    record: {
      $type: 'app.bsky.feed.post',
      text,
      langs: ['en'],
      facets: [{ features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'Art' }] }],
    },
  },
});

describe.skipIf(directory === undefined)(
  directory === undefined ? 'the atproto ruleset (skipped: LAPWING_ATPROTO_RULESET is not set)' : 'the atproto ruleset',
  () => {
    it('checks without errors, compiles and decides', async () => {
      const sources = await loadRulesetDirectory(directory ?? '');
      const { program, diagnostics } = checkRuleset(
        sources,
        registry(window('IncrementWindow'), window('GetWindowCount')),
      );
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(renderDiagnostics(errors)).toBe('');
      expect(diagnostics.filter(({ code }) => code === 'SML401').length).toBeGreaterThan(2);
      expect(diagnostics.filter(({ code }) => code === 'SML501')).toEqual([]);
      if (program === null) throw new Error('a program without errors must be there');
      const ruleset = compileRuleset(program);
      expect(ruleset.rules.length).toBeGreaterThan(90);
      const host = {
        service: () => {
          throw new Error('no services here');
        },
      };
      const decide = (text: string) => ruleset.evaluate(eventOf(post(text)), host, { position: 1 });
      const decision = decide('nice weather, see https://www.example.com/a 😀');
      expect(decision.errors).toEqual([]);
      expect(exportFeatures(ruleset, decision)).toMatchObject({
        UserId: 'did:plc:author',
        FacetTagList: ['art'],
        PostTextDomains: ['example.com'],
        PostEmoji: ['😀'],
      });
    });
  },
);
