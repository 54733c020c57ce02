/** What the whole installation is doing. */

import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { LiveHub } from '../../live/hub.ts';
import type { System } from '../../system/system.ts';
import type { RefusedCounter } from '../app.ts';
import { activeRuleset, type FilterParameters, FilterQuery, filterOf, isoOf } from '../filter.ts';

const RULES_LISTED = 50;

export function overviewRoutes(app: FastifyInstance, system: System, hub: LiveHub, refused: RefusedCounter): void {
  const startedAt = new Date().toISOString();
  const { from, to } = FilterQuery;
  app.get<{ Querystring: FilterParameters }>(
    '/v1/overview',
    {
      schema: {
        tags: ['overview'],
        summary: 'Totals over a span of event time, and the rate now',
        querystring: Type.Object({ from, to }),
      },
    },
    async ({ query }) => {
      const filter = filterOf(system, query);
      const [sums, rules, counts] = await Promise.all([
        system.warehouse.totals(filter),
        system.warehouse.topN({ ...filter, by: 'rule', limit: RULES_LISTED }),
        system.effects.counts(system.pipeline.memory.newestMillis),
      ]);
      return {
        events: sums.events,
        decisionsWithHits: sums.withHits,
        entitiesLabelled: counts.entitiesLabelled,
        eventsPerSecond: hub.rate.eventsPerSecond,
        refused: refused.count,
        position: system.journal.durablePosition,
        rulesetHash: activeRuleset(system).ruleset.program.hash,
        startedAt,
        rules: rules.items.map(({ value, count }) => ({ name: value ?? '', hits: count })),
        eventTime: { min: isoOf(sums.firstMillis), max: isoOf(sums.lastMillis) },
      };
    },
  );
}
