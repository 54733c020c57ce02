/** Search by words: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */

export interface Bm25Options {
  /** How soon a repeated term stops counting, and how much a document's length is held against it. */
  readonly k1?: number;
  readonly b?: number;
}

export interface Hit {
  readonly document: number;
  readonly score: number;
}

/** Documents by term. Built once; asked by term lists. */
export class Bm25Index {
  readonly documents: number;
  readonly #postings = new Map<string, { readonly documents: number[]; readonly counts: number[] }>();
  readonly #lengths: Float64Array;
  readonly #k1: number;
  readonly #b: number;

  constructor(documents: readonly (readonly string[])[], { k1 = 1.2, b = 0.75 }: Bm25Options = {}) {
    this.documents = documents.length;
    [this.#k1, this.#b] = [k1, b];
    const total = documents.reduce((sum, terms) => sum + terms.length, 0);
    this.#lengths = Float64Array.from(documents, (terms) =>
      total === 0 ? 1 : (terms.length * documents.length) / total,
    );
    documents.forEach((terms, document) => {
      for (const term of terms) {
        let posting = this.#postings.get(term);
        if (posting === undefined) {
          posting = { documents: [], counts: [] };
          this.#postings.set(term, posting);
        }
        if (posting.documents.at(-1) === document) posting.counts[posting.counts.length - 1]!++;
        else {
          posting.documents.push(document);
          posting.counts.push(1);
        }
      }
    });
  }

  /** ln(1 + (N - n + ½) / (n + ½)): how much it says that a document has the term. */
  rarity(term: string): number {
    const holding = this.#postings.get(term)?.documents.length ?? 0;
    return Math.log(1 + (this.documents - holding + 0.5) / (holding + 0.5));
  }

  /** Every document's score; zero where no term is shared. Repeated terms of the question count once. */
  scores(terms: readonly string[]): Float64Array {
    const scores = new Float64Array(this.documents);
    for (const term of new Set(terms)) {
      const posting = this.#postings.get(term);
      if (posting === undefined) continue;
      const rarity = this.rarity(term);
      posting.documents.forEach((document, i) => {
        const count = posting.counts[i]!;
        const length = 1 - this.#b + this.#b * this.#lengths[document]!;
        scores[document]! += (rarity * count * (this.#k1 + 1)) / (count + this.#k1 * length);
      });
    }
    return scores;
  }
}

/** The best documents, highest first; of equals the first. */
export function best(scores: Float64Array, count: number): Hit[] {
  const order = Array.from(scores.keys()).filter((document) => scores[document]! > 0);
  order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.slice(0, count).map((document) => ({ document, score: scores[document]! }));
}
