/** Errors of the API (RFC 9457 problem+json) as one class that pages can show. */
import * as v from 'valibot';
import { parseJson } from './json.ts';

/** One finding about a query or a request. Line and column are 1-based and 0-based, as the rule language counts. */
export interface Finding {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly hint: string | null;
  /** The diagnostic as the compiler prints it, with source and caret. */
  readonly rendered: string | null;
}

const findingSchema = v.union([
  v.pipe(
    v.string(),
    v.transform((text): Finding => ({ message: text, line: null, column: null, hint: null, rendered: text })),
  ),
  v.pipe(
    v.object({
      message: v.string(),
      line: v.optional(v.nullable(v.number())),
      column: v.optional(v.nullable(v.number())),
      hint: v.optional(v.nullable(v.string())),
      rendered: v.optional(v.nullable(v.string())),
    }),
    v.transform(
      (o): Finding => ({
        message: o.message,
        line: o.line ?? null,
        column: o.column ?? null,
        hint: o.hint ?? null,
        rendered: o.rendered ?? null,
      }),
    ),
  ),
]);

const problemSchema = v.object({
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
  errors: v.optional(v.array(findingSchema)),
});

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly detail: string | null;
  readonly findings: readonly Finding[];

  constructor(status: number, title: string, detail: string | null, findings: readonly Finding[]) {
    super(title);
    this.status = status;
    this.detail = detail;
    this.findings = findings;
  }
}

/** Make a problem from an answer that was not 2xx; any body is survived. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  const fallback = response.statusText || `The server answered ${response.status}`;
  try {
    const parsed = v.safeParse(problemSchema, parseJson(text));
    if (parsed.success) {
      const { title, detail, errors } = parsed.output;
      return new Problem(response.status, title ?? fallback, detail ?? null, errors ?? []);
    }
  } catch {
    // Not JSON: a proxy's page, most likely. The status line says what there is to say.
  }
  return new Problem(response.status, fallback, null, []);
}

/** What to show a person for any error that a page may meet. */
export function describeError(error: unknown): { title: string; detail: string | null } {
  if (error instanceof Problem) return { title: error.message, detail: error.detail };
  if (error instanceof Error) return { title: error.message, detail: null };
  return { title: 'Something went wrong', detail: String(error) };
}
