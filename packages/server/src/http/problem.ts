/** Errors of the API as problem+json (RFC 9457). */
import type { FastifyReply } from 'fastify';

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Further findings, one each: a field, a line, a diagnostic. */
  readonly errors?: readonly string[];
}

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export const badRequest = (detail: string, errors?: readonly string[]): ProblemError =>
  new ProblemError({ status: 400, title: 'Bad request', detail, ...(errors === undefined ? {} : { errors }) });

export const notFound = (detail: string): ProblemError => new ProblemError({ status: 404, title: 'Not found', detail });

export const conflict = (detail: string, errors?: readonly string[]): ProblemError =>
  new ProblemError({ status: 409, title: 'Conflict', detail, ...(errors === undefined ? {} : { errors }) });

export function sendProblem(reply: FastifyReply, { status, title, detail, errors }: Problem): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title, status, detail, ...(errors === undefined ? {} : { errors }) });
}
