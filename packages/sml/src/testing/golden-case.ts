/**
 * Golden cases: sources, an event and what the reference answered, one JSON object a line. The file's format is that of
 * `sml-golden.jsonl`: `{name, sources, data, secret_data?, outcome, features | error, errors, effects}`.
 */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { isJsonObject, parseJson } from '../json/parse.ts';

export interface GoldenCase {
  readonly name: string;
  /** Texts by path, as written in the file. */
  readonly sources: Readonly<Record<string, string>>;
  readonly data: JsonObject;
  readonly secretData: JsonObject | null;
  readonly expected: GoldenAnswer;
}

/** What the reference did with a case: it answered, refused the sources, or died. */
export type GoldenAnswer =
  | {
      readonly outcome: 'ok';
      readonly features: JsonObject;
      /** Exception names of unexpected failures. */
      readonly errors: readonly string[];
      /** Printed effects by class name. */
      readonly effects: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly outcome: 'invalid'; readonly error: string }
  | { readonly outcome: 'crash'; readonly error: string };

/** A line of a case file that holds no case. */
export class GoldenFormatError extends Error {
  override readonly name = 'GoldenFormatError';
}

/** Reads a file of cases; empty lines are passed over. Throws a GoldenFormatError that names the line. */
export function parseGoldenCases(text: string): GoldenCase[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parseCase(parseJson(line))];
    } catch (error) {
      throw new GoldenFormatError(`line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function parseCase(value: JsonObject): GoldenCase {
  const secret = value['secret_data'] ?? null;
  return {
    name: asText(value['name'], 'name'),
    sources: texts(asObject(value['sources'], 'sources'), 'sources'),
    data: asObject(value['data'] ?? {}, 'data'),
    secretData: secret === null ? null : asObject(secret, 'secret_data'),
    expected: parseAnswer(value),
  };
}

function parseAnswer(value: JsonObject): GoldenAnswer {
  const { outcome } = value;
  switch (outcome) {
    case 'ok':
      return {
        outcome,
        features: asObject(value['features'], 'features'),
        errors: asTexts(value['errors'] ?? [], 'errors'),
        effects: Object.fromEntries(
          Object.entries(asObject(value['effects'] ?? {}, 'effects')).map(([name, list]) => [
            name,
            asTexts(list, `effects.${name}`),
          ]),
        ),
      };
    case 'invalid':
    case 'crash':
      return { outcome, error: asText(value['error'] ?? '', 'error') };
    default:
      throw new TypeError('`outcome` is none of `ok`, `invalid` and `crash`');
  }
}

function asText(value: JsonValue | undefined, key: string): string {
  if (typeof value !== 'string') throw new TypeError(`\`${key}\` is not a text`);
  return value;
}

function asTexts(value: JsonValue | undefined, key: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`\`${key}\` is not a list`);
  return value.map((item) => asText(item, key));
}

function asObject(value: JsonValue | undefined, key: string): JsonObject {
  if (!isJsonObject(value)) throw new TypeError(`\`${key}\` is not an object`);
  return value;
}

const texts = (object: JsonObject, key: string): Record<string, string> =>
  Object.fromEntries(Object.entries(object).map(([path, text]) => [path, asText(text, `${key}.${path}`)]));
