/**
 * Events in the shape of Bluesky's, as a relay that joins profiles to them sends them: posts with facets, replies and embeds; likes.
 * Texts are given; everything else is made up from a seed.
 */
import type { Action, JsonObject } from '@lapwing/sml';
import { parsedAction } from './rules.ts';

const START = Date.UTC(2026, 0, 5, 12);
const AUTHORS = 2000;

export interface BlueskyActions {
  readonly posts: readonly Action[];
  readonly likes: readonly Action[];
}

export function blueskyActions(texts: readonly string[]): BlueskyActions {
  const random = randomSource(11);
  return {
    posts: texts.map((text, index) => action(index, 'app.bsky.feed.post', postRecord(text, index, random), random)),
    likes: texts.map((_, index) => action(index, 'app.bsky.feed.like', likeRecord(index, random), random)),
  };
}

type Random = (below: number) => number;

function action(index: number, collection: string, record: JsonObject, random: Random): Action {
  const author = Math.floor((random(1000) / 1000) ** 2 * AUTHORS);
  const key = `3k${index.toString(32).padStart(11, '2')}`;
  return parsedAction({
    id: `${collection}-${index}`,
    action: 'operation#create',
    time: START + index * 40,
    data: {
      did: did(author),
      eventMetadata: metadata(author),
      operation: { action: 'create', collection, path: `${collection}/${key}`, cid: `bafyrei${key}`, record },
    },
  });
}

function metadata(author: number): JsonObject {
  // A tenth of the accounts is younger than a day, as where rules about new accounts have something to do.
  const days = Math.floor((((author * 7919) % 1000) / 1000) ** 3 * 900);
  return {
    handle: `person${author}.bsky.social`,
    pdsHost: `https://host${author % 40}.us-west.host.bsky.network`,
    didCreatedAt: new Date(START - days * 86_400_000).toISOString(),
    accountAge: days * 86_400,
    profile: {
      displayName: `Person ${author}`,
      description: author % 3 === 0 ? '' : `Notes about gardens, trains and the weather, number ${author}.`,
      followersCount: (author * 31) % 5000,
      followingCount: (author * 17) % 3000,
      postsCount: (author * 13) % 20_000,
      avatar: author % 9 === 0 ? null : `bafkrei${author}`,
      banner: null,
    },
  };
}

function postRecord(text: string, index: number, random: Random): JsonObject {
  const kind = random(100);
  return {
    $type: 'app.bsky.feed.post',
    text,
    langs: [random(5) === 0 ? 'es' : 'en'],
    createdAt: new Date(START + index * 40).toISOString(),
    facets: facets(text),
    ...(kind < 35 ? { reply: { parent: strongRef(random(5000)), root: strongRef(random(5000)) } } : {}),
    ...(kind >= 35 && kind < 55 ? { embed: link(random(500)) } : {}),
    ...(kind >= 55 && kind < 65 ? { embed: { $type: 'app.bsky.embed.record', record: strongRef(random(5000)) } } : {}),
    ...(kind >= 65 && kind < 80 ? { embed: { $type: 'app.bsky.embed.images', images: [image(random(9999))] } } : {}),
  };
}

const likeRecord = (index: number, random: Random): JsonObject => ({
  $type: 'app.bsky.feed.like',
  subject: strongRef(random(5000)),
  createdAt: new Date(START + index * 40).toISOString(),
});

const did = (author: number) => `did:plc:${author.toString(36).padStart(24, 'a')}`;

const strongRef = (post: number): JsonObject => ({
  uri: `at://${did(post % AUTHORS)}/app.bsky.feed.post/3k${post.toString(32).padStart(11, '2')}`,
  cid: `bafyrei${post}`,
});

const link = (site: number): JsonObject => ({
  $type: 'app.bsky.embed.external',
  external: { uri: `https://site${site}.example/article/${site}`, title: `Article ${site}`, description: 'A story.' },
});

const image = (id: number): JsonObject => ({
  alt: 'a picture',
  image: { $type: 'blob', ref: { $link: `bafkrei${id}` }, mimeType: 'image/jpeg', size: 100_000 + id },
});

/** What a client marks in a text: links, mentions and tags, by byte. */
function facets(text: string): JsonObject[] {
  return [...text.matchAll(/https?:\/\/\S+|@[\w.]+|#\w+/g)].map((match) => {
    const byteStart = Buffer.byteLength(text.slice(0, match.index));
    return {
      index: { byteStart, byteEnd: byteStart + Buffer.byteLength(match[0]) },
      features: [featureOf(match[0])],
    };
  });
}

function featureOf(text: string): JsonObject {
  if (text.startsWith('@')) return { $type: 'app.bsky.richtext.facet#mention', did: did(text.length) };
  if (text.startsWith('#')) return { $type: 'app.bsky.richtext.facet#tag', tag: text.slice(1) };
  return { $type: 'app.bsky.richtext.facet#link', uri: text };
}

function randomSource(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
