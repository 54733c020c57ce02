/** Entities: their labels now and before, where they occur, and changing their labels by hand. */
import { expiryMillis, isExpired, isManual, type LabelReason, type PreviousLabelState } from '@lapwing/memory';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { personOf } from '../authenticate.ts';
import { activeRuleset, isoOf, timeOf } from '../filter.ts';
import { labelDefinitions } from '../label-config.ts';
import { labelsAt } from '../past-labels.ts';
import { badRequest } from '../problem.ts';
import { summarizeStored } from '../summary.ts';
import { FeaturesQuery, namesOf, type PageParameters, PageQuery } from './events.ts';

const HISTORY_SHOWN = 200;

/** Longer is for good: null. A list of types, not a union of schemas: under the latter, 0 would be coerced to null. */
const EXPIRY_SECONDS_MAX = 100 * 365 * 86_400;
const Seconds = Type.Unsafe<number | null>({
  type: ['number', 'null'],
  exclusiveMinimum: 0,
  maximum: EXPIRY_SECONDS_MAX,
});

interface EntityParameters {
  readonly type: string;
  readonly id: string;
}

interface LabelBody {
  readonly label: string;
  readonly change: 'add' | 'remove';
  readonly reason: string;
  readonly expiresAfterSeconds?: number | null;
}

export function entityRoutes(app: FastifyInstance, system: System): void {
  app.get<{ Params: EntityParameters; Querystring: { at?: string } }>(
    '/v1/entities/:type/:id',
    {
      schema: {
        tags: ['entities'],
        summary: 'One entity: labels now or at a past moment, their history, where it occurs',
        querystring: Type.Object({
          at: Type.Optional(Type.String({ description: 'labels and history as of this event time, ISO 8601' })),
        }),
      },
    },
    async ({ params: { type, id }, query: { at } }) => {
      const atMillis = at === undefined ? null : timeOf('at', at);
      const { ruleset } = activeRuleset(system);
      const features = featuresOfType(system, type);
      const [summary, history] = await Promise.all([
        system.warehouse.entity(features, id),
        system.effects.labelHistory(type, id, { limit: HISTORY_SHOWN }),
      ]);
      const past = atMillis === null ? null : await labelsAt(system, type, id, atMillis);
      const labels = past === null ? system.pipeline.memory.labels.ofEntity(type, id) : past.labels;
      const now = atMillis ?? system.pipeline.memory.newestMillis;
      const known = labelDefinitions(ruleset.program);
      const shown = atMillis === null ? history : history.filter((change) => change.atMillis <= atMillis);
      return {
        type,
        id,
        ...(past === null ? {} : { at: isoOf(atMillis), labelsComplete: past.complete }),
        labels: [...labels].map(([label, state]) => ({
          label,
          connotation: known.get(label)?.connotation ?? null,
          description: known.get(label)?.description ?? null,
          ...labelView(state, now),
        })),
        history: shown.map(({ atMillis, change, label, outcome, by, reason, eventId }) => ({
          at: new Date(atMillis).toISOString(),
          change,
          label,
          outcome,
          by,
          reason,
          eventId,
        })),
        features: summary.features,
        firstSeen: isoOf(summary.firstSeenMillis),
        lastSeen: isoOf(summary.lastSeenMillis),
        events: summary.events,
      };
    },
  );

  app.get<{ Params: EntityParameters; Querystring: PageParameters }>(
    '/v1/entities/:type/:id/events',
    {
      schema: {
        tags: ['entities'],
        summary: 'Events in which the entity occurs',
        querystring: Type.Object({ ...PageQuery, ...FeaturesQuery }),
      },
    },
    async ({ params: { type, id }, query: { limit = 50, cursor, features } }) => {
      const { ruleset } = activeRuleset(system);
      const page = await system.warehouse.events({
        entity: { features: featuresOfType(system, type), id },
        limit,
        cursor,
      });
      return { items: page.items.map((event) => summarizeStored(event, ruleset, namesOf(features))), next: page.next };
    },
  );

  app.post<{ Params: EntityParameters; Body: LabelBody }>(
    '/v1/entities/:type/:id/labels',
    {
      schema: {
        tags: ['entities'],
        summary: 'Add or remove a label by hand; a person has to be signed in',
        body: Type.Object(
          {
            label: Type.String({ minLength: 1, maxLength: 128 }),
            change: Type.Union([Type.Literal('add'), Type.Literal('remove')]),
            reason: Type.String({ minLength: 1, maxLength: 4000 }),
            expiresAfterSeconds: Type.Optional(Seconds),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { type, id } = request.params;
      const { label, change, reason, expiresAfterSeconds } = request.body;
      const by = personOf(request);
      checkLabel(system, type, label);
      const outcome = await system.pipeline.changeLabel({
        by,
        reason,
        status: change === 'add' ? 'manually-added' : 'manually-removed',
        entityType: type,
        entityId: id,
        label,
        expiresAfterMillis: expiresAfterSeconds == null ? null : expiresAfterSeconds * 1000,
      });
      return { outcome };
    },
  );
}

function featuresOfType(system: System, type: string): readonly string[] {
  const { ruleset } = activeRuleset(system);
  return ruleset.features.filter(({ entityType }) => entityType === type).map(({ name }) => name);
}

function checkLabel(system: System, type: string, label: string): void {
  const known = labelDefinitions(activeRuleset(system).ruleset.program);
  const definition = known.get(label);
  if (definition === undefined) {
    throw badRequest(
      `there is no label ${JSON.stringify(label)}; the configuration has ${[...known.keys()].join(', ')}`,
    );
  }
  if (!definition.validFor.includes(type)) {
    throw badRequest(`the label ${label} is for ${definition.validFor.join(', ')}, not for ${type}`);
  }
}

function labelView(state: PreviousLabelState, now: number) {
  return {
    status: isExpired(state, now) ? 'expired' : state.status,
    manual: isManual(state.status),
    since: new Date(state.sinceMillis).toISOString(),
    expiresAt: isoOf(expiryMillis(state)),
    reasons: state.reasons.map(({ source, description, createdAtMillis, expiresAtMillis }: LabelReason) => ({
      rule: source,
      reason: description,
      at: new Date(createdAtMillis).toISOString(),
      expiresAt: isoOf(expiresAtMillis),
    })),
  };
}
