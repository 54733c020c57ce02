/** Decided events: pages of them, and one with everything that is known of it. */
import { displayType, explainEvent, type Ruleset } from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { effectView } from '../effect-view.ts';
import { featureValue } from '../feature-value.ts';
import { abandoned, activeRuleset, EvaluationNote, type FilterParameters, FilterQuery, filterOf } from '../filter.ts';
import { notFound } from '../problem.ts';
import { repeatDecision } from '../repeat.ts';
import { summarizeStored } from '../summary.ts';
import { heldView } from './held.ts';

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
};

/** Only events that a rule hit without acting. */
const ShadowQuery = {
  shadow: Type.Optional(
    Type.String({ maxLength: 256, description: 'a rule that was true in shadow, or in the candidate' }),
  ),
};

/** Features asked for beside those that a summary holds anyway. */
export const FeaturesQuery = {
  features: Type.Optional(Type.String({ maxLength: 4000, description: 'names separated by commas' })),
};

export interface PageParameters {
  readonly features?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export function eventRoutes(app: FastifyInstance, system: System): void {
  app.get<{ Querystring: FilterParameters & PageParameters & { shadow?: string } }>(
    '/v1/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Decided events, newest first by event time',
        querystring: Type.Object({ ...FilterQuery, ...PageQuery, ...FeaturesQuery, ...ShadowQuery }),
      },
    },
    async ({ query }, reply) => {
      const { ruleset } = activeRuleset(system);
      const { limit = 50, cursor, shadow } = query;
      const filter = filterOf(system, query);
      const note = new EvaluationNote(filter);
      const inShadow = shadow === undefined || shadow === '' ? {} : { shadowRule: shadow };
      const asked = { ...filter, ...inShadow, limit, cursor, signal: abandoned(reply), onProgress: note.onProgress };
      const page = await system.warehouse.events(asked);
      const extra = namesOf(query.features);
      const items = page.items.map((event) => summarizeStored(event, ruleset, extra));
      const evaluation = note.remarkable();
      return { items, next: page.next, ...(evaluation === undefined ? {} : { evaluation }) };
    },
  );

  app.get<{ Params: { eventId: string } }>(
    '/v1/events/:eventId',
    { schema: { tags: ['events'], summary: 'One event: features, rules with their conditions, effects, input' } },
    async ({ params }) => {
      const stored = await system.warehouse.event(params.eventId);
      if (stored === null) throw notFound(`no decided event has the id ${JSON.stringify(params.eventId)}`);
      const ruleset = await system.pipeline.rulesetByHash(stored.rulesetHash);
      const [effects, held] = await Promise.all([
        system.effects.effectsOfEvent(stored.eventId),
        system.effects.brakes.heldOfEvent(stored.eventId),
      ]);
      return {
        eventId: stored.eventId,
        position: stored.position,
        time: new Date(stored.timeMillis).toISOString(),
        ingestedAt: new Date(stored.ingestedAtMillis).toISOString(),
        action: stored.action,
        rulesetHash: stored.rulesetHash,
        features: featuresOf(stored, ruleset),
        effects: effects.map(effectView),
        held: held.map(heldView),
        shadow: stored.shadow,
        ...(await repeated(system, stored)),
      };
    },
  );
}

function featuresOf(stored: StoredEvent, ruleset: Ruleset) {
  return ruleset.features
    .filter(({ isRule }) => !isRule)
    .map((feature) => ({
      name: feature.name,
      type: displayType(feature.type),
      entityType: feature.entityType,
      value: featureValue(stored, feature),
      path: feature.path,
      line: feature.line,
    }));
}

/** What the journal's event and the recorded observations give: the input and an exact repetition of the decision. */
async function repeated(system: System, stored: StoredEvent) {
  const repetition = await repeatDecision(system, stored);
  // The journal may have dropped the event already; the row stays.
  if (repetition === null) return { input: null, rules: [], errors: [] };
  const { ruleset, action, observations, decision } = repetition;
  return { input: action.data, rules: explainEvent(ruleset, action, { observations }), errors: decision.errors };
}

export function namesOf(features: string | undefined): readonly string[] {
  return (features ?? '').split(',').filter((name) => name !== '');
}
