/** The mock's answers: the world seen through the API's shapes. */
import type { Effect } from './effect.ts';
import { features, rules } from './ruleset.ts';
import { describe, entitiesOf, type MockEvent, targetOf, type World } from './world.ts';

export const hash = 'c0ffee5e1f0a94d2b7836e5d4419aa70';

const summaryFeatures = [
  'UserHandle',
  'PostText',
  'LinkDomain',
  'PostsLastHour',
  'FollowsLastHour',
  'UserId',
  'TargetUserId',
  'IpAddress',
];

export function summary(event: MockEvent, extra: readonly string[] = []) {
  const names = [...new Set([...summaryFeatures, ...extra])].filter((name) => (event.values[name] ?? null) !== null);
  return {
    eventId: event.eventId,
    position: event.position,
    time: iso(event.timeMillis),
    action: event.action,
    rules: event.hits,
    verdicts: verdictsOf(event),
    labels: effectsOf(event).flatMap((effect) => (effect.kind === 'label' ? [effect.summary] : [])),
    features: Object.fromEntries(names.map((name) => [name, event.values[name]])),
    entities: entitiesOf(event),
  };
}

function verdictsOf(event: MockEvent): string[] {
  return [...new Set(rules.filter((rule) => event.hits.includes(rule.name)).flatMap((rule) => rule.verdict ?? []))];
}

function effectsOf(event: MockEvent): Effect[] {
  return rules
    .filter((rule) => event.hits.includes(rule.name))
    .flatMap((rule) => {
      const common = {
        rules: [{ name: rule.name, version: rule.version, reason: describe(rule.description, event.values) }],
        time: iso(event.timeMillis),
      };
      const target = targetOf(rule.name, event);
      const effects: Effect[] = [];
      if (rule.label !== null && target !== null) {
        const seconds = rule.label.expiresAfterSeconds;
        effects.push({
          ...common,
          id: `${event.eventId}/${rule.version}/label`,
          kind: 'label',
          summary: `${target.type}/${target.id}/${rule.label.name}/1`,
          outcome: 'added',
          entity: target,
          label: rule.label.name,
          expiresAt: seconds === null ? null : iso(event.timeMillis + seconds * 1000),
        });
      }
      if (rule.verdict !== null) {
        effects.push({
          ...common,
          id: `${event.eventId}/${rule.version}/verdict`,
          kind: 'verdict',
          summary: rule.verdict,
          outcome: null,
        });
      }
      return effects;
    });
}

export function detail(event: MockEvent) {
  const data = Object.fromEntries(Object.entries(event.values).filter(([name]) => name !== 'ActionName'));
  return {
    ...{ eventId: event.eventId, position: event.position, time: iso(event.timeMillis), action: event.action },
    ingestedAt: iso(event.timeMillis + 41),
    rulesetHash: hash,
    input: {
      user: { id: event.values['UserId'], handle: event.values['UserHandle'], ip: event.values['IpAddress'] },
      data,
    },
    features: features.map((feature) => ({ ...feature, value: event.values[feature.name] ?? null })),
    rules: rules.map((rule) => ({
      name: rule.name,
      description: describe(rule.description, event.values),
      path: rule.path,
      line: rule.line,
      ...(event.conditions.get(rule.name) ?? { fired: null, conditions: [] }),
    })),
    effects: effectsOf(event),
    shadow: event.hits.length === 0 ? null : shadowOf(event),
    errors: [...event.conditions.values()]
      .flatMap((explanation) => explanation.conditions)
      .filter((node) => node.state === 'failed' && node.source.startsWith('Distinct') && event.action === 'follow')
      .map((node) => ({ kind: 'LookupFailed', message: node.failure, path: 'rules/rings.sml', line: 9 })),
  };
}

/** As if the second rule were in shadow, and a candidate agreed with it. */
function shadowOf(event: MockEvent) {
  const label = `User/${event.values['UserId']}/spammer/1`;
  const made = { hits: [rules[1]!.name], verdicts: ['ban'], labels: [label] };
  return { ...made, candidate: { hash: 'c4d1d47e0c4d', acted: [], ...made, verdicts: [] } };
}

export function entityView(world: World, type: string, id: string) {
  const seen = world.events.filter((event) =>
    entitiesOf(event).some((entity) => entity.type === type && entity.id === id),
  );
  const stored = world.entities.get(`${type}/${id}`);
  const counts = new Map<string, number>();
  for (const event of seen) {
    for (const entity of entitiesOf(event)) {
      if (entity.type === type && entity.id === id) counts.set(entity.feature, (counts.get(entity.feature) ?? 0) + 1);
    }
  }
  return {
    ...{ type, id, labels: stored?.labels ?? [], history: stored?.history ?? [], events: seen.length },
    features: [...counts].map(([name, count]) => ({ name, count })),
    firstSeen: seen[0] === undefined ? null : iso(seen[0].timeMillis),
    lastSeen: seen.length === 0 ? null : iso(seen.at(-1)!.timeMillis),
  };
}

export function overviewView(world: World, events: readonly MockEvent[], perSecond: number) {
  return {
    events: events.length,
    decisionsWithHits: events.filter((event) => event.hits.length > 0).length,
    entitiesLabelled: [...world.entities.values()].filter((entity) => entity.labels.length > 0).length,
    eventsPerSecond: perSecond,
    refused: 3,
    position: world.events.length,
    rulesetHash: hash,
    startedAt: iso(world.endMillis - 7_260_000),
    rules: rules.map((rule) => ({
      name: rule.name,
      hits: events.filter((event) => event.hits.includes(rule.name)).length,
    })),
    eventTime: { min: iso(world.events[0]!.timeMillis), max: iso(world.events.at(-1)!.timeMillis) },
  };
}

const steps = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 86_400];

function namesOf(event: MockEvent, by: string): readonly string[] {
  if (by === 'rule') return event.hits;
  if (by === 'action') return [event.action];
  if (!by.startsWith('feature:')) return ['events'];
  const value = event.values[by.slice('feature:'.length)] ?? null;
  return [value === null ? '' : String(value)];
}

export function seriesView(events: readonly MockEvent[], by: string, interval: string | null) {
  const [min, max] = [events[0]?.timeMillis ?? 0, events.at(-1)?.timeMillis ?? 0];
  const auto = steps.find((step) => (max - min) / 1000 / step <= 72) ?? 86_400;
  const intervalSeconds = interval === null || interval === 'auto' ? auto : Number(interval);
  const width = intervalSeconds * 1000;
  const first = Math.floor(min / width);
  const length = events.length === 0 ? 0 : Math.floor(max / width) - first + 1;
  const counts = new Map<string, number[]>();
  for (const event of events) {
    const names = namesOf(event, by);
    for (const name of names) {
      const row = counts.get(name) ?? new Array<number>(length).fill(0);
      counts.set(name, row);
      const index = Math.floor(event.timeMillis / width) - first;
      row[index] = (row[index] ?? 0) + 1;
    }
  }
  return {
    intervalSeconds,
    buckets: Array.from({ length }, (_, index) => iso((first + index) * width)),
    series: [...counts].map(([name, row]) => ({ name, counts: row })),
  };
}

export function rulesView(world: World) {
  return rules.map((rule) => {
    const hits = world.events.filter((event) => event.hits.includes(rule.name));
    const { name, description, path, line, version } = rule;
    return {
      name,
      description,
      path,
      line,
      version,
      hits: hits.length,
      lastHit: hits.length === 0 ? null : iso(hits.at(-1)!.timeMillis),
    };
  });
}

export function iso(millis: number): string {
  return new Date(millis).toISOString();
}
