/**
 * Documented differences from the reference: a golden case that answers otherwise passes only where one of these says why. They are
 * written in `DIFFERENCES.md`, in the fenced block marked `yaml differences`, so that the list that people read is the list that counts.
 */
import { parse } from 'yaml';
import type { Dialect } from '../check/dialect.ts';
import type { GoldenAnswer, GoldenCase } from './golden-case.ts';

export interface Difference {
  /** The case's name; absent where the texts below say it. */
  readonly case?: string;
  /** A piece of the reference's own answer, for cases of any name. */
  readonly error?: string;
  /** A piece of our own answer, for what we refuse. */
  readonly said?: string;
  readonly dialects: readonly Dialect[];
  /** What the answer is instead. */
  readonly here: GoldenAnswer['outcome'];
  readonly reason: string;
}

const DIALECTS: readonly Dialect[] = ['reference', 'compat', 'strict'];
const BLOCK = /^```yaml differences\n([\s\S]*?)^```/m;

/** The list in the text of `DIFFERENCES.md`. Throws a TypeError that says what is wrong with it. */
export function parseDifferences(markdown: string): Difference[] {
  const block = BLOCK.exec(markdown)?.[1];
  if (block === undefined) throw new TypeError('there is no block that begins with "```yaml differences"');
  const list: unknown = parse(block);
  if (!Array.isArray(list)) throw new TypeError('the differences are not a list');
  return list.map((item: unknown, index) => parseDifference(item, `difference ${index + 1}`));
}

/** The difference that explains an answer under a dialect. */
export function differenceOf(
  differences: readonly Difference[],
  golden: GoldenCase,
  dialect: Dialect,
  actual: GoldenAnswer,
): Difference | undefined {
  const { expected, name } = golden;
  return differences.find(
    (difference) =>
      difference.here === actual.outcome &&
      difference.dialects.includes(dialect) &&
      (difference.case === undefined || difference.case === name) &&
      includes(expected, difference.error) &&
      includes(actual, difference.said),
  );
}

const includes = (answer: GoldenAnswer, piece: string | undefined): boolean =>
  piece === undefined || (answer.outcome !== 'ok' && answer.error.includes(piece));

function parseDifference(item: unknown, where: string): Difference {
  const field = (key: string): unknown =>
    typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined;
  const text = (key: string): string | undefined => {
    const value = field(key);
    if (value !== undefined && typeof value !== 'string') throw new TypeError(`${where}: \`${key}\` is not a text`);
    return value;
  };
  const [name, error, said] = [text('case'), text('error'), text('said')];
  const [reason, here] = [text('reason'), text('here')];
  const listed = field('dialects');
  const dialects = DIALECTS.filter((dialect) => Array.isArray(listed) && listed.includes(dialect));
  if (name === undefined && error === undefined && said === undefined) {
    throw new TypeError(`${where}: has none of \`case\`, \`error\` and \`said\``);
  }
  if (reason === undefined || reason === '') throw new TypeError(`${where}: gives no \`reason\``);
  if (dialects.length === 0) throw new TypeError(`${where}: names no dialect of ${DIALECTS.join(', ')}`);
  if (here !== 'ok' && here !== 'invalid') throw new TypeError(`${where}: \`here\` is neither \`ok\` nor \`invalid\``);
  return {
    ...(name === undefined ? {} : { case: name }),
    ...(error === undefined ? {} : { error }),
    ...(said === undefined ? {} : { said }),
    dialects,
    here,
    reason,
  };
}
