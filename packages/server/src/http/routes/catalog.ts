/** What there is to ask about: rules, features, actions, the ruleset itself, and counts over time. */
import { displayType } from '@lapwing/sml';
import { parseGroup } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { abandoned, activeRuleset, type FilterParameters, FilterQuery, filterOf, isoOf } from '../filter.ts';

const ACTIONS_LISTED = 200;

export function catalogRoutes(app: FastifyInstance, system: System): void {
  app.get<{ Querystring: FilterParameters & { by?: string; interval?: string } }>(
    '/v1/timeseries',
    {
      schema: {
        tags: ['overview'],
        summary: 'Counts over event time',
        querystring: Type.Object({
          ...FilterQuery,
          by: Type.Optional(
            Type.String({
              pattern: '^(rule|action|verdict|none|feature:.{1,256})$',
              description: 'one series for each rule, action, verdict, or value of a feature (feature:Name)',
            }),
          ),
          interval: Type.Optional(
            Type.String({ pattern: '^(auto|[1-9][0-9]{0,8})$', description: 'seconds, or auto' }),
          ),
        }),
      },
    },
    async ({ query }, reply) => {
      const { by = 'none', interval = 'auto' } = query;
      const { intervalSeconds, buckets, series, omitted } = await system.warehouse.timeSeries({
        ...filterOf(system, query),
        by: by === 'none' ? by : parseGroup(by),
        signal: abandoned(reply),
        intervalSeconds: interval === 'auto' ? 'auto' : Number(interval),
      });
      return {
        intervalSeconds,
        buckets: buckets.map((millis) => new Date(millis).toISOString()),
        series: series.map(({ name, counts }) => ({ name: name ?? '', counts })),
        // Series beyond the largest.
        ...(omitted === 0 ? {} : { omitted }),
      };
    },
  );

  app.get('/v1/rules', { schema: { tags: ['rules'], summary: 'Rules in force, with their hits' } }, async () => {
    const { ruleset } = activeRuleset(system);
    const { rollout } = system.pipeline;
    const hits = new Map((await system.warehouse.ruleHits()).map((rule) => [rule.name, rule]));
    return {
      items: ruleset.rules.map(({ name, description, path, line, version }) => ({
        name,
        description,
        path,
        line,
        version,
        state: rollout.stateOf(name).state,
        percent: rollout.stateOf(name).percent,
        hits: hits.get(name)?.hits ?? 0,
        lastHit: isoOf(hits.get(name)?.lastMillis ?? null),
      })),
    };
  });

  app.get('/v1/features', { schema: { tags: ['rules'], summary: 'Features of the ruleset in force' } }, async () => ({
    items: activeRuleset(system).ruleset.features.map(({ name, type, entityType, path, line, isRule }) => ({
      name,
      type: displayType(type),
      entityType,
      path,
      line,
      isRule,
    })),
  }));

  app.get('/v1/actions', { schema: { tags: ['rules'], summary: 'Actions seen, with their counts' } }, async () => {
    const { items } = await system.warehouse.topN({ by: 'action', limit: ACTIONS_LISTED });
    return { items: items.map(({ value, count }) => ({ name: value ?? '', count })) };
  });

  app.get(
    '/v1/ruleset',
    { schema: { tags: ['rules'], summary: 'The ruleset in force, and one that was refused' } },
    async () => {
      const { ruleset, position, at } = activeRuleset(system);
      const { refused } = system.rules;
      return {
        active: {
          hash: ruleset.program.hash,
          activatedAt: new Date(at).toISOString(),
          position,
          files: [...ruleset.program.modules.keys()],
          rules: ruleset.rules.length,
          features: ruleset.features.length,
        },
        refused:
          refused === null ? null : { at: new Date(refused.atMillis).toISOString(), diagnostics: refused.diagnostics },
      };
    },
  );
}
