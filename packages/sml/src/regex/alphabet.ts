/**
 * Code points sorted into classes that no set of a pattern tells apart. Classes are found as code points are met, so a
 * pattern over all of Unicode costs no more than the texts it is tried on; and a text of thousands of characters never seen
 * before costs little more than another, because what lies between the bounds of all sets is looked up once.
 */
import { casedLetters, isCased } from './case.ts';
import { type CharSet, categoriesOf, isUniformPage, setHas } from './char-set.ts';

/** The class of the end of the text: in no set. */
export const END = 0;
/** The class of a newline that is the text's last code point; `$` may stand before it. */
export const FINAL_NEWLINE = 1;

const NEWLINE = 10;
const UNKNOWN = -1;
const PAGE = 256;

export class Alphabet {
  readonly #sets: readonly CharSet[];
  readonly #pages: (Int32Array | undefined)[] = [];
  /** Pages of one class alone, by class: most of Unicode is made of them. */
  readonly #wholePages = new Map<number, Int32Array>();
  readonly #bySignature = new Map<string, number>();
  /** Classes of code points without case, by what is between two bounds and by category. */
  readonly #byPlace = new Map<number, number>();
  /** Code points at which some set begins or has ended, sorted; made when the first one beyond ASCII is met. */
  #bounds: Int32Array | null = null;
  readonly #ignoresCase: boolean;
  /** Classes of ASCII, -1 where not known yet: the first page, for the matching loop. */
  readonly ascii: Int32Array = new Int32Array(128).fill(UNKNOWN);
  /** For each class, which sets hold it, by set number. */
  readonly members: Uint8Array[] = [];

  constructor(sets: readonly CharSet[]) {
    this.#sets = sets;
    this.#ignoresCase = sets.some(({ fold }) => fold === 'unicode');
    this.members.push(new Uint8Array(sets.length), this.#membership(NEWLINE));
  }

  /** The class of a code point. */
  classOf(code: number): number {
    const page = this.#pages[code >> 8];
    const known = page === undefined ? UNKNOWN : (page[code & 255] ?? UNKNOWN);
    return known === UNKNOWN ? this.#add(code) : known;
  }

  #add(code: number): number {
    const number = code >> 8;
    const charClass = code < 128 ? this.#classBySets(code) : this.#classByPlace(code);
    let page = this.#pages[number];
    if (page === undefined) {
      page = this.#isOneClass(number) ? this.#wholePage(charClass) : new Int32Array(PAGE).fill(UNKNOWN);
      this.#pages[number] = page;
    }
    page[code & 255] = charClass;
    if (code < 128) this.ascii[code] = charClass;
    return charClass;
  }

  #classBySets(code: number): number {
    const membership = this.#membership(code);
    const signature = String.fromCharCode(...packBits(membership));
    let known = this.#bySignature.get(signature);
    if (known === undefined) {
      known = this.members.push(membership) - 1;
      this.#bySignature.set(signature, known);
    }
    return known;
  }

  /** The same, beyond ASCII, where all that matters of a code point without case is which bounds it lies between. */
  #classByPlace(code: number): number {
    if (this.#ignoresCase && isCased(code)) return this.#classBySets(code);
    this.#bounds ??= boundsOf(this.#sets);
    const place = countUpTo(this.#bounds, code) * 8 + categoriesOf(code);
    let known = this.#byPlace.get(place);
    if (known === undefined) {
      known = this.#classBySets(code);
      this.#byPlace.set(place, known);
    }
    return known;
  }

  #isOneClass(page: number): boolean {
    const bounds = this.#bounds;
    if (bounds === null || !isUniformPage(page)) return false;
    if (this.#ignoresCase && casedLetters(page).length > 0) return false;
    return countUpTo(bounds, page * PAGE) === countUpTo(bounds, page * PAGE + PAGE - 1);
  }

  #wholePage(charClass: number): Int32Array {
    let page = this.#wholePages.get(charClass);
    if (page === undefined) {
      page = new Int32Array(PAGE).fill(charClass);
      this.#wholePages.set(charClass, page);
    }
    return page;
  }

  #membership(code: number): Uint8Array {
    return Uint8Array.from(this.#sets, (set) => (setHas(set, code) ? 1 : 0));
  }
}

function boundsOf(sets: readonly CharSet[]): Int32Array {
  const bounds = new Set<number>();
  for (const { ranges, upperRanges } of sets) {
    for (const pairs of [ranges, upperRanges]) {
      for (const [i, code] of pairs.entries()) bounds.add(i % 2 === 0 ? code : code + 1);
    }
  }
  return Int32Array.from(bounds).sort();
}

/** How many of the sorted numbers are not above the value. */
function countUpTo(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function packBits(bits: Uint8Array): number[] {
  const packed: number[] = [];
  for (const [i, bit] of bits.entries()) {
    const word = i >> 4;
    packed[word] = (packed[word] ?? 0) | (bit << (i & 15));
  }
  return packed;
}
