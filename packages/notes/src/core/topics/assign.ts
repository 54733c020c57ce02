/**
 * The topic of every note: that of its post (notes.md §2.3). Seed terms name topics; a classifier trained on the posts that they name says
 * which of several is meant, finds posts that speak of a topic in other words, and overrules a seed term that stands alone.
 */
import { sortedBy } from '../data/ratings.ts';
import { classify, weighTerms } from './classifier.ts';
import { TOPICS } from './seeds.ts';
import type { TopicTexts } from './texts.ts';

/** Fewer posts are a sample: every word counts then. */
const CROWD_POSTS = 2000;
const CROWD_MIN_POSTS = 25;
const MAX_POSTS = 1000;
const MAX_SHARE = 0.25;
/** A seed's topic gives way when the classifier is surer than this that it is another. */
const OVERRULED = 0.99;
/** The fifth topic's terms are short and mean other things elsewhere. */
const FIFTH_OVERRULED = 0.98;

/** Topic by note, 0 for none. Words are looked up by the note's number before `ranks` renumbered it, posts by the one after. */
export function assignTopics(post: Int32Array, postCount: number, texts: TopicTexts, ranks: Int32Array): Uint8Array {
  const before = new Int32Array(ranks.length);
  for (let note = 0; note < ranks.length; note++) before[ranks[note]!] = note;
  const documents = gather(post, postCount, texts, before);
  const topic = new Uint8Array(post.length);
  if (documents.every(({ seeds }) => seeds === 0)) return topic;
  const kept = keptWords(
    documents.map(({ words }) => words),
    texts,
  );
  const terms = weighTerms(
    documents.map(({ words }) => words),
    kept.numbers,
    kept.count,
  );
  const classCount = TOPICS.length + 1;
  const labels = Uint8Array.from(documents, ({ seeds }) => (isSingle(seeds) ? topicOf(seeds) : 0));
  const probability = classify(terms, labels, classCount);
  documents.forEach(({ notes, seeds }, document) => {
    const shares = probability.subarray(document * classCount, (document + 1) * classCount);
    const chosen = choose(seeds, shares);
    for (const note of notes) topic[note] = chosen;
  });
  return topic;
}

interface Document {
  readonly notes: readonly number[];
  readonly seeds: number;
  readonly words: Int32Array;
}

/** All notes about one post are one text; notes about deleted posts are taken together as the reference takes them, by their post. */
function gather(post: Int32Array, postCount: number, texts: TopicTexts, before: Int32Array): Document[] {
  const key = post.map((number) => (number === -1 ? postCount : number));
  const order = sortedBy(
    key,
    postCount + 1,
    Int32Array.from(post, (_, note) => note),
  );
  const documents: Document[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && key[order[end]!] === key[order[first]!]) end++;
    const notes = [...order.subarray(first, end)];
    const words = notes.flatMap((note) => [...texts.words(before[note]!)]);
    const seeds = notes.reduce((bits, note) => bits | texts.seeds(before[note]!), 0);
    if (words.length > 0) documents.push({ notes, seeds, words: Int32Array.from(words) });
    first = end;
  }
  return documents;
}

/** Numbers of the words that are neither too rare nor too common, and in which no seed term is found. */
function keptWords(documents: readonly Int32Array[], texts: TopicTexts): { numbers: Int32Array; count: number } {
  const frequency = new Int32Array(texts.wordCount);
  for (const words of documents) for (const word of new Set(words)) frequency[word]!++;
  const least = documents.length < CROWD_POSTS ? 1 : CROWD_MIN_POSTS;
  const most = Math.max(MAX_POSTS, MAX_SHARE * documents.length);
  const seeds = texts.seedWords();
  const numbers = new Int32Array(texts.wordCount).fill(-1);
  let count = 0;
  for (let word = 0; word < numbers.length; word++) {
    if (frequency[word]! >= least && frequency[word]! <= most && seeds[word] === 0) numbers[word] = count++;
  }
  return { numbers, count };
}

function choose(seeds: number, shares: Float64Array): number {
  let best = 0;
  for (let of = 1; of < shares.length; of++) {
    const named = (seeds & (1 << (of - 1))) !== 0;
    const holds = 1 - shares[of]! <= (of === 5 ? FIFTH_OVERRULED : OVERRULED);
    if (named && holds && (best === 0 || shares[of]! > shares[best]!)) best = of;
  }
  if (best !== 0) return best;
  for (let of = 1; of < shares.length; of++) if (shares[of]! > shares[best]!) best = of;
  return best;
}

function isSingle(bits: number): boolean {
  return bits !== 0 && (bits & (bits - 1)) === 0;
}

function topicOf(bit: number): number {
  return 32 - Math.clz32(bit);
}
