/** States of rules and of the candidate: seen, changed, proposed, approved, and what they would have done. */
import { ROLLOUT_STATES, RolloutError, type RolloutState, settingOf } from '@lapwing/pipeline';
import { parseDuration } from '@lapwing/pipeline/backtest';
import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { placeProblem } from '../../authoring/overlay.ts';
import { BacktestBusy, RolloutBacktests } from '../../rollout/backtests.ts';
import { compareCandidate, compareRules } from '../../rollout/compare.ts';
import {
  type Actor,
  approve,
  type Change,
  changeCandidate,
  changeRule,
  inForce,
  startCandidate,
} from '../../rollout/staging.ts';
import { candidateView, proposalView, recordView, rulesView } from '../../rollout/views.ts';
import type { System } from '../../system/system.ts';
import { personOf } from '../authenticate.ts';
import { badRequest, notFound, ProblemError } from '../problem.ts';

const HISTORY_LISTED = 200;
const PROPOSALS_LISTED = 100;

const reason = Type.String({ minLength: 1, maxLength: 2000 });
// A union would be coerced: null is no 0.
const percent = Type.Optional(Type.Unsafe<number | null>({ type: ['number', 'null'] }));
const StateBody = Type.Object(
  { state: Type.Union(ROLLOUT_STATES.map((state) => Type.Literal(state))), percent, reason },
  { additionalProperties: false },
);
const CandidateStateBody = Type.Object(
  {
    hash: Type.String({ maxLength: 64 }),
    state: Type.Union([Type.Literal('shadow'), Type.Literal('canary'), Type.Literal('live')]),
    percent,
    reason,
  },
  { additionalProperties: false },
);
const CandidateBody = Type.Object(
  {
    files: Type.Record(Type.String({ maxLength: 512 }), Type.String(), { description: 'text by path' }),
    counters: Type.Optional(Type.Union([Type.Literal('fork'), Type.Literal('empty')])),
    reason,
  },
  { additionalProperties: false },
);
const ReasonBody = Type.Object({ reason }, { additionalProperties: false });
const BacktestBody = Type.Object(
  {
    of: Type.Union([Type.Literal('rules'), Type.Literal('candidate')]),
    since: Type.Optional(
      Type.String({ maxLength: 20, description: 'so long before the newest event: 7d, 36h; all when absent' }),
    ),
  },
  { additionalProperties: false },
);
const OfQuery = Type.Object({ of: Type.Optional(Type.Union([Type.Literal('rules'), Type.Literal('candidate')])) });
const CompareQuery = Type.Object({ ...OfQuery.properties, rule: Type.Optional(Type.String({ maxLength: 256 })) });

/** All files of a ruleset in one request. */
const FILES_BYTES_MAX = 32 << 20;

export function rolloutRoutes(app: FastifyInstance, system: System): void {
  const { pipeline } = system;
  const tags = ['rollout'];
  const backtests = new RolloutBacktests(system, (error) => app.log.error(error));
  app.addHook('onClose', () => backtests.close());

  app.get(
    '/v1/rollout',
    { schema: { tags, summary: 'The state of every rule, the candidate, and what waits for approval' } },
    async () => {
      const { rollout } = pipeline;
      const { candidate } = rollout;
      const beside = candidate === null ? null : await pipeline.rulesetByHash(candidate.hash);
      return {
        rules: rulesView(system),
        candidate: candidateView(candidate, beside?.rules.length ?? 0),
        proposals: rollout.proposals.slice(0, PROPOSALS_LISTED).map(proposalView),
        pinnedOver: system.rules.pinnedOver,
      };
    },
  );

  app.get<{ Querystring: { rule?: string } }>(
    '/v1/rollout/history',
    {
      schema: {
        tags,
        summary: 'Changes of states, newest first: who changed what and why',
        querystring: Type.Object({ rule: Type.Optional(Type.String({ maxLength: 256 })) }),
      },
    },
    async ({ query }) => ({ items: pipeline.rollout.history(query.rule).slice(0, HISTORY_LISTED).map(recordView) }),
  );

  app.post<{ Params: { name: string }; Body: Static<typeof StateBody> }>(
    '/v1/rollout/rules/:name/state',
    {
      schema: {
        tags,
        summary: 'Put a rule into another state; a proposal, where that makes something act that cannot be taken back',
        params: Type.Object({ name: Type.String({ maxLength: 256 }) }),
        body: StateBody,
      },
    },
    async (request, reply) => {
      const { state, percent: share = null, reason: why } = request.body;
      const setting = checkedSetting(state, share);
      const change = await told(changeRule(system, request.params.name, setting, actorOf(request), why));
      return reply.code(statusOf(change)).send(changeView(change));
    },
  );

  app.post<{ Body: Static<typeof CandidateBody> }>(
    '/v1/rollout/candidate',
    {
      bodyLimit: FILES_BYTES_MAX,
      schema: {
        tags,
        summary: 'Evaluate other rules on every event beside those in force, in shadow',
        body: CandidateBody,
      },
    },
    async (request, reply) => {
      const { files, counters = 'fork', reason: why } = request.body;
      const misplaced = Object.keys(files).flatMap((path) => {
        const problem = placeProblem(path);
        return problem === null ? [] : [`${JSON.stringify(path)}: ${problem}`];
      });
      if (misplaced.length > 0) throw badRequest('these cannot be files of a ruleset', misplaced);
      const ruleset = await told(startCandidate(system, files, counters, actorOf(request).name, why));
      return reply.code(201).send(candidateView(pipeline.rollout.candidate, ruleset.rules.length));
    },
  );

  app.post<{ Body: Static<typeof CandidateStateBody> }>(
    '/v1/rollout/candidate/state',
    { schema: { tags, summary: 'Put the candidate into another state, or in force', body: CandidateStateBody } },
    async (request, reply) => {
      const { hash, state, percent: share = null, reason: why } = request.body;
      checkedSetting(state, share);
      const change = await told(changeCandidate(system, hash, { state, percent: share }, actorOf(request), why));
      return reply.code(statusOf(change)).send(changeView(change));
    },
  );

  app.post<{ Body: Static<typeof ReasonBody> }>(
    '/v1/rollout/candidate/withdraw',
    { schema: { tags, summary: 'End the candidate', body: ReasonBody } },
    async (request, reply) => {
      const hash = pipeline.rollout.candidate?.hash;
      if (hash === undefined) throw notFound('there is no candidate');
      await told(pipeline.changeRollout(actorOf(request).name, request.body.reason, { kind: 'withdraw', hash }));
      return reply.code(204).send();
    },
  );

  for (const decision of ['approve', 'reject'] as const) {
    app.post<{ Params: { id: number }; Body: Static<typeof ReasonBody> }>(
      `/v1/rollout/proposals/:id/${decision}`,
      {
        schema: {
          tags,
          summary: decision === 'approve' ? 'Approve what somebody else proposed' : 'Reject a proposal',
          params: Type.Object({ id: Type.Integer({ minimum: 0 }) }),
          body: ReasonBody,
        },
      },
      async (request) => {
        const { id } = request.params;
        // Keys stand for programs: a second pair of eyes has a name.
        const by = personOf(request);
        if (decision === 'approve') await told(approve(system, id, by, request.body.reason));
        else await told(pipeline.changeRollout(by, request.body.reason, { kind: 'reject', proposal: id }));
        const proposal = pipeline.rollout.proposals.find((known) => known.id === id);
        if (proposal === undefined) throw notFound(`there is no proposal ${id}`);
        return proposalView(proposal);
      },
    );
  }

  app.get<{ Querystring: Static<typeof CompareQuery> }>(
    '/v1/rollout/compare',
    { schema: { tags, summary: 'What rules in shadow would have done, beside what acted', querystring: CompareQuery } },
    async ({ query: { of = 'rules', rule } }) => {
      const comparison = await told(of === 'rules' ? compareRules(system, rule) : compareCandidate(system, rule));
      if (comparison === null) throw notFound('there is no candidate');
      return comparison;
    },
  );

  app.post<{ Body: Static<typeof BacktestBody> }>(
    '/v1/rollout/backtest',
    {
      schema: {
        tags,
        summary: 'Begin a backtest of the rules in force, or of the candidate against them',
        body: BacktestBody,
      },
    },
    async (request, reply) => {
      const { of, since } = request.body;
      const { hash, baseline } = subjectOf(of);
      const millis = since === undefined ? null : durationOf(since);
      try {
        return reply.code(202).send(backtests.start(hash, baseline, millis, actorOf(request).name));
      } catch (error) {
        if (error instanceof BacktestBusy)
          throw new ProblemError({ status: 409, title: 'Conflict', detail: error.message });
        throw error;
      }
    },
  );

  app.get<{ Querystring: Static<typeof OfQuery> }>(
    '/v1/rollout/backtest',
    {
      schema: {
        tags,
        summary: 'The newest backtest of the rules in force or of the candidate, or how far it is',
        querystring: OfQuery,
      },
    },
    async ({ query: { of = 'rules' } }) => ({ backtest: await backtests.newest(subjectOf(of).hash) }),
  );

  function subjectOf(of: 'rules' | 'candidate'): { readonly hash: string; readonly baseline: string | null } {
    const now = inForce(system).ruleset.program.hash;
    if (of === 'rules') return { hash: now, baseline: null };
    const { candidate } = pipeline.rollout;
    if (candidate === null) throw notFound('there is no candidate');
    return { hash: candidate.hash, baseline: now };
  }
}

function durationOf(text: string): number {
  const millis = parseDuration(text);
  if (millis === null) throw badRequest(`since: ${JSON.stringify(text)} is no length of time; write 7d, 36h or 90m`);
  return millis;
}

function checkedSetting(state: RolloutState, share: number | null) {
  const setting = settingOf(state, share);
  if (setting !== null) return setting;
  throw badRequest(
    state === 'canary'
      ? 'percent: a canary has a share over 0 and below 100, in steps of 0.01'
      : 'percent: only a canary has one',
  );
}

/** Who asks, as journals and lists name them. */
export function actorOf({ principal }: FastifyRequest): Actor {
  if (principal?.kind === 'person') return { name: principal.person.email, isPerson: true };
  return { name: `key ${principal?.key.name ?? ''}`.trim(), isPerson: false };
}

function statusOf(change: Change): number {
  return change.status === 'done' ? 200 : 202;
}

function changeView(change: Change) {
  if (change.status === 'done') return { status: change.status, position: change.position };
  return { status: change.status, proposal: proposalView(change.proposal), irreversible: change.irreversible };
}

/** Refusals as answers. */
export async function told<T>(work: Promise<T> | T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RolloutError)
      throw new ProblemError({ status: 409, title: 'Conflict', detail: error.message });
    throw error;
  }
}
