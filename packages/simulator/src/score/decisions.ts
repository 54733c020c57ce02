/** Decisions as lines of NDJSON: what the closed loop writes, and what any other system writes to be scored. */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import type { Decided } from '../enforcement/loop.ts';
import { momentOf } from '../time/moment.ts';
import { isActionKind } from './weights.ts';

const TARGETS = ['account', 'post', 'link', 'device'] as const;
/** Problems of a file that are worth listing. */
const LISTED_PROBLEMS = 20;

/** One line, without its line feed. docs/simulator.md describes the fields. */
export function decisionLine({ timeMillis, decision, minutes, eventId }: Decided): string {
  const expires =
    decision.kind === 'review' || decision.expiresAtMillis === null
      ? {}
      : { expires_at: iso(decision.expiresAtMillis) };
  return JSON.stringify({
    time: iso(timeMillis),
    kind: decision.kind,
    target: decision.target,
    ...expires,
    ...(eventId === null ? {} : { event_id: eventId }),
    ...(minutes === 0 ? {} : { minutes: Math.round(minutes * 100) / 100 }),
    source: decision.source,
    reason: decision.reason,
  });
}

export type ParsedDecisions =
  | { readonly ok: true; readonly decisions: readonly Decided[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Read a file of decisions; each problem names its line. Lines have to be in order of time. */
export function parseDecisions(text: string): ParsedDecisions {
  const decisions: Decided[] = [];
  const problems: string[] = [];
  let before = Number.NEGATIVE_INFINITY;
  // A byte-order mark is no part of the first line.
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') problems.push(`line ${index + 1}: ${parsed}`);
    else if (parsed.timeMillis < before) problems.push(`line ${index + 1}: its time is before that of the line above`);
    else {
      decisions.push(parsed);
      before = parsed.timeMillis;
    }
    if (problems.length >= LISTED_PROBLEMS) break;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, decisions };
}

function parseLine(line: string): Decided | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'this is no JSON';
  }
  if (!isFields(value))
    return 'a decision is an object: {"time", "kind", "target": {"type", "id"}, "source", "reason"}';
  const timeMillis = millisOf(value['time']);
  if (timeMillis === null) return `time is ${JSON.stringify(value['time'])}, but has to be ISO 8601 with its zone`;
  const {
    kind,
    target,
    source = '',
    reason = '',
    minutes = 0,
    expires_at: expiresAt = null,
    event_id: eventId = null,
  } = value;
  if (typeof kind !== 'string' || !(kind === 'review' || isActionKind(kind)))
    return `kind is ${JSON.stringify(kind)}, which is no action`;
  if (!isFields(target) || typeof target['id'] !== 'string' || target['id'] === '')
    return 'target has to be {"type", "id"}';
  const type = TARGETS.find((one) => one === target['type']);
  if (type === undefined)
    return `target.type is ${JSON.stringify(target['type'])}, but has to be one of ${TARGETS.join(', ')}`;
  const expiresAtMillis = expiresAt === null ? null : millisOf(expiresAt);
  if (expiresAt !== null && expiresAtMillis === null)
    return `expires_at is ${JSON.stringify(expiresAt)}, but has to be ISO 8601 with its zone`;
  if (typeof minutes !== 'number' || !(minutes >= 0))
    return `minutes is ${JSON.stringify(minutes)}, but has to be a number from 0 on`;
  if (eventId !== null && typeof eventId !== 'string')
    return `event_id is ${JSON.stringify(eventId)}, but has to be text`;
  const common = { target: { type, id: target['id'] }, source: String(source), reason: String(reason) };
  if (kind === 'review') return { timeMillis, minutes, eventId, decision: { kind, ...common } };
  const decision: EnforcementAction = { kind, ...common, expiresAtMillis, appealable: true };
  return { timeMillis, minutes, eventId, decision };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function millisOf(value: unknown): number | null {
  return typeof value === 'string' ? momentOf(value) : null;
}

function iso(millis: number): string {
  return new Date(millis).toISOString();
}
