/**
 * Known claims that a post repeats: words find candidates, and a regression over several likenesses, learned from pairs that people
 * matched, puts them in order and says how sure it is.
 */
import { SparseBuilder, type SparseRows } from '../data/sparse.ts';
import { fitLogistic, type LinearModel, margins, sigmoid } from '../linear/logistic.ts';
import { type NgramOptions, NgramWeights } from '../text/hashed-ngrams.ts';
import { Bm25Index, best } from './bm25.ts';
import { termsOf } from './index-terms.ts';

export interface Claim {
  readonly text: string;
  readonly title: string;
}

export interface Match {
  readonly claim: number;
  /** That this is the claim, as far as the candidates go. */
  readonly probability: number;
}

/** Candidates that are compared closely. */
const CANDIDATES = 100;
const LETTERS: NgramOptions = { blocks: [{ unit: 'character', view: 'folded', from: 3, to: 5 }], bits: 18 };
const LIKENESSES = 10;

export class ClaimMatcher {
  readonly #claims: Bm25Index;
  readonly #titles: Bm25Index;
  readonly #both: Bm25Index;
  readonly #letters: NgramWeights;
  readonly #claimRows: SparseRows;
  readonly #titleRows: SparseRows;
  readonly #claimTerms: readonly ReadonlySet<string>[];
  #model: LinearModel | null = null;

  constructor(claims: readonly Claim[]) {
    const [texts, titles] = [claims.map(({ text }) => termsOf(text)), claims.map(({ title }) => termsOf(title))];
    this.#claims = new Bm25Index(texts);
    this.#titles = new Bm25Index(titles);
    this.#both = new Bm25Index(texts.map((terms, claim) => [...terms, ...titles[claim]!]));
    this.#claimTerms = texts.map((terms) => new Set(terms));
    this.#letters = NgramWeights.fit(
      claims.map(({ text, title }) => `${text} ${title}`),
      LETTERS,
    );
    this.#claimRows = this.#letters.rows(claims.map(({ text }) => text));
    this.#titleRows = this.#letters.rows(claims.map(({ title }) => title));
  }

  /** Plain BM25 over claim and title, highest first. */
  search(post: string, count: number): number[] {
    return best(this.#both.scores(termsOf(post)), count).map(({ document }) => document);
  }

  /** Learn the order of candidates from posts whose claims are known. Posts whose claim is no candidate teach nothing. */
  learn(posts: readonly string[], claims: readonly ReadonlySet<number>[]): void {
    const builder = new SparseBuilder(LIKENESSES);
    const targets: number[] = [];
    const weights: number[] = [];
    posts.forEach((post, p) => {
      const { candidates, likenesses } = this.#compare(post);
      if (!candidates.some((claim) => claims[p]!.has(claim))) return;
      candidates.forEach((claim, i) => {
        likenesses[i]!.forEach((value, column) => {
          builder.add(column, value);
        });
        builder.endRow();
        const is = claims[p]!.has(claim);
        targets.push(is ? 1 : 0);
        weights.push(is ? 1 : 1 / candidates.length);
      });
    });
    this.#model = fitLogistic(builder.finish(), targets, { l2: 1e-4, weights, tolerance: 1e-5, maxIterations: 500 });
  }

  /** The likeliest claims, best first. Throws a RangeError before it has learned. */
  match(post: string, count: number): Match[] {
    if (this.#model === null) throw new RangeError('the matcher has learned nothing yet');
    const { candidates, likenesses } = this.#compare(post);
    const builder = new SparseBuilder(LIKENESSES);
    for (const row of likenesses) {
      row.forEach((value, column) => {
        builder.add(column, value);
      });
      builder.endRow();
    }
    const odds = margins(this.#model, builder.finish());
    return candidates
      .map((claim, i) => ({ claim, probability: sigmoid(odds[i]!) }))
      .sort((a, b) => b.probability - a.probability || a.claim - b.claim)
      .slice(0, count);
  }

  #compare(post: string): { readonly candidates: readonly number[]; readonly likenesses: readonly Float64Array[] } {
    const terms = termsOf(post);
    const asked = new Set(terms);
    const [both, claims, titles] = [this.#both.scores(terms), this.#claims.scores(terms), this.#titles.scores(terms)];
    const candidates = best(both, CANDIDATES).map(({ document }) => document);
    const letters = new Float32Array(2 ** LETTERS.bits);
    this.#letters.weigh(post, (column, weight) => {
      letters[column]! += weight;
    });
    const cosine = (rows: SparseRows, row: number): number => {
      let sum = 0;
      for (let k = rows.starts[row]!; k < rows.starts[row + 1]!; k++) sum += rows.value[k]! * letters[rows.index[k]!]!;
      return sum;
    };
    const top = both[candidates[0] ?? 0] ?? 1;
    const mass = [...asked].reduce((sum, term) => sum + this.#both.rarity(term), 0) || 1;
    return {
      candidates,
      likenesses: candidates.map((claim, rank) => {
        const own = this.#claimTerms[claim]!;
        let [shared, total] = [0, 0];
        for (const term of own) {
          const rarity = this.#both.rarity(term);
          total += rarity;
          if (asked.has(term)) shared += rarity;
        }
        return Float64Array.of(
          both[claim]! / top,
          claims[claim]! / 20,
          titles[claim]! / 20,
          cosine(this.#claimRows, claim),
          cosine(this.#titleRows, claim),
          // How much of the claim the post says, and how much of the post the claim says.
          total === 0 ? 0 : shared / total,
          shared / mass,
          1 / (1 + rank),
          rank === 0 ? (top - (both[candidates[1] ?? 0] ?? 0)) / top : 0,
          both[claim]! / 40,
        );
      }),
    };
  }
}
