/** Versions of the ruleset: listed, compared, put back in force. */
import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import {
  diffVersions,
  findEarlierVersion,
  findVersion,
  followFiles,
  previousVersion,
  rollBack,
} from '../../rollout/versions.ts';
import { versionView } from '../../rollout/views.ts';
import { RulesError } from '../../system/rules.ts';
import type { System } from '../../system/system.ts';
import { ProblemError } from '../problem.ts';
import { actorOf, told } from './rollout.ts';

const hash = Type.String({ minLength: 1, maxLength: 64, description: 'a hash, or the beginning of one' });
const reason = Type.String({ minLength: 1, maxLength: 2000 });
const RollbackBody = Type.Object({ hash: Type.Optional(hash), reason }, { additionalProperties: false });
const FollowBody = Type.Object({ reason }, { additionalProperties: false });
const DiffQuery = Type.Object({ from: hash, to: hash });

export function versionRoutes(app: FastifyInstance, system: System): void {
  const { pipeline } = system;
  const tags = ['rules'];

  app.get(
    '/v1/ruleset/versions',
    { schema: { tags, summary: 'Every ruleset that was put in force, newest first: when, by whom and why' } },
    async () => ({
      active: pipeline.active?.ruleset.program.hash ?? null,
      pinnedOver: system.rules.pinnedOver,
      items: pipeline.rollout.versions.map(versionView),
    }),
  );

  app.get<{ Params: { hash: string } }>(
    '/v1/ruleset/versions/:hash/files',
    { schema: { tags, summary: 'The files of a version, by path', params: Type.Object({ hash }) } },
    async ({ params }) => {
      const found = await told(Promise.resolve().then(() => findVersion(system, params.hash)));
      return { hash: found, files: await pipeline.rulesetFiles(found) };
    },
  );

  app.get<{ Querystring: Static<typeof DiffQuery> }>(
    '/v1/ruleset/diff',
    {
      schema: {
        tags,
        summary: 'What differs between two versions: files, and rules with their effects',
        querystring: DiffQuery,
      },
    },
    ({ query }) =>
      told(
        Promise.resolve().then(() =>
          diffVersions(system, findVersion(system, query.from), findVersion(system, query.to)),
        ),
      ),
  );

  app.post<{ Body: Static<typeof RollbackBody> }>(
    '/v1/ruleset/rollback',
    {
      schema: {
        tags,
        summary: 'Put an earlier version back in force; the one before, unless a hash says which',
        body: RollbackBody,
      },
    },
    (request) =>
      told(
        (async () => {
          const { hash: prefix, reason: why } = request.body;
          const target = prefix === undefined ? previousVersion(system) : findEarlierVersion(system, prefix);
          const { pinned } = await rollBack(system, target, actorOf(request).name, why);
          return { hash: target, pinned, position: pipeline.active?.position ?? 0 };
        })(),
      ),
  );

  app.post<{ Body: Static<typeof FollowBody> }>(
    '/v1/ruleset/follow-files',
    { schema: { tags, summary: 'End a rollback: put what the files say in force again', body: FollowBody } },
    (request) =>
      told(
        (async () => {
          try {
            await followFiles(system, actorOf(request).name, request.body.reason);
          } catch (error) {
            if (!(error instanceof RulesError)) throw error;
            const detail = 'the rules on disk do not compile';
            throw new ProblemError({ status: 409, title: 'Conflict', detail, errors: [error.message] });
          }
          return { hash: pipeline.active?.ruleset.program.hash ?? null, position: pipeline.active?.position ?? 0 };
        })(),
      ),
  );
}
