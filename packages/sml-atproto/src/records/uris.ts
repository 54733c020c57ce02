/** at:// URIs. */
import { type FunctionDeclaration, optional, STR, simpleFunction } from '@lapwing/sml';

/** at://<did or handle>/<path>?<query>#<fragment>; Python's `$` also stands before a last newline. */
const AT_URI = /^(?:at:\/\/)?(did:[a-zıİ0-9:%-]+|[a-zıİ0-9][a-zıİ0-9.:-]*)(\/[^?#\s]*)?(\?[^#\s]+)?(#\S+)?\n?$/iu;

/** The repository's DID or handle; null for what is no at:// URI. */
function repositoryOf(uri: string): string | null {
  const match = AT_URI.exec(uri);
  if (match === null) return null;
  const [, repository = '', path = '', query = '', fragment = ''] = match;
  const hasQuery = query.split('&').some((pair) => /=./.test(pair));
  // A query or a fragment is part of a record, and so needs a path.
  return path === '' && (fragment !== '' || hasQuery) ? null : repository;
}

export const uriFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'DidFromUri',
    category: 'string',
    doc: 'The DID (or handle) that an at:// URI names; None for None, an error for what is no such URI.',
    examples: [
      {
        source: "A = DidFromUri(uri='at://did:plc:abc123/app.bsky.feed.post/3k2a')",
        features: { A: 'did:plc:abc123' },
      },
    ],
    parameters: [{ name: 'uri', type: optional(STR), doc: 'The URI.' }],
    result: optional(STR),
    purity: 'pure',
    cost: 20,
    run: (context, uri: string | null) => {
      if (uri === null) return null;
      return repositoryOf(uri) ?? context.fail('InvalidAtUriError', `\`${uri.slice(0, 200)}\` is not an at:// URI`);
    },
  }),
];
