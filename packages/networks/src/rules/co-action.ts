/** `CoAction`: what of an event is a share, of which layer. */
import { MEMORY } from '@lapwing/memory';
import {
  ANY,
  argumentSpan,
  BOOL,
  type CallSite,
  constantNumber,
  constantString,
  type EntityValue,
  type EvaluationContext,
  entityOf,
  FLOAT,
  type FunctionDeclaration,
  INT,
  IntegralFloat,
  listOf,
  NONE,
  optional,
  STR,
  unionOf,
} from '@lapwing/sml';
import {
  type LayerDefinition,
  layerIdentity,
  ONLINE_KEEP_MILLIS_MAX,
  ONLINE_SHARES_PER_OBJECT_MAX,
} from '../core/online/index.ts';
import type { DeclaredLayers } from './declared-layers.ts';
import { OBJECTS_PER_EVENT_MAX } from './limits.ts';
import { timeOf, windowOf } from './state.ts';

const KEEP_SECONDS_MAX = ONLINE_KEEP_MILLIS_MAX / 1000;

type SharedObject = string | number | bigint | null;

export function coActionFunction(layers: DeclaredLayers): FunctionDeclaration {
  return {
    name: 'CoAction',
    category: 'Networks',
    doc:
      'Note that an actor shared an object, and return how many other actors shared the same within the window of it.\n\n' +
      'The network that `ClusterSize`, `CoordinationScore` and the others ask of is made of these calls: two actors are joined by each ' +
      'object that both shared at most `window_seconds` apart, as long as both shares are not older than `keep_seconds`. Each kind of ' +
      'object has a layer of its own (`link`, `repost`, `hashtag`, `text`, `follow`, `ip`), declared once, where the features are. An ' +
      'actor, an object and a layer count once per event; of a list of objects, the first 50 count.\n\n' +
      'A late event is compared with the shares of its own time, as long as it is not older than `keep_seconds`. Of an object that is ' +
      `shared by very many, ${ONLINE_SHARES_PER_OBJECT_MAX} shares are compared at a time; metrics tell how many were not.`,
    examples: [
      {
        source:
          "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
          "N = CoAction(layer='link', actor=U, object='https://example.org/a', window_seconds=60)",
        data: { user: 'bob' },
        features: { U: 'bob', N: 0 },
      },
    ],
    parameters: [
      { name: 'layer', type: STR, constant: true, doc: 'What kind of object it is; a layer has one window.' },
      { name: 'actor', type: entityOf(ANY), doc: 'Who shared it.' },
      {
        name: 'object',
        type: unionOf(STR, INT, NONE),
        default: null,
        doc: 'What was shared. None, and an empty text, is nothing.',
      },
      { name: 'objects', type: optional(listOf(STR)), default: null, doc: 'The same for events that share several.' },
      {
        name: 'window_seconds',
        type: FLOAT,
        constant: true,
        default: new IntegralFloat(60),
        doc: 'How far apart two shares of an object may be. In seconds of event time.',
      },
      {
        name: 'keep_seconds',
        type: FLOAT,
        constant: true,
        default: new IntegralFloat(3600),
        doc: `How long a share counts. In seconds of event time, at most ${KEEP_SECONDS_MAX / 86_400} days.`,
      },
      {
        name: 'when_all',
        type: listOf(BOOL),
        default: [],
        doc: 'The call is made only when all of these hold; otherwise nothing is remembered, and the result is 0.',
      },
    ],
    result: INT,
    purity: 'memory',
    cost: 3_000,
    bind(site) {
      const definition = definitionOf(site);
      if (layers.declare(site, definition) !== definition) reportContradiction(site, layers, definition);
      const identity = layerIdentity(definition);
      return {
        arguments: ['actor', 'object', 'objects', 'when_all'],
        call: (
          context: EvaluationContext,
          actor: EntityValue,
          object: SharedObject,
          objects: readonly string[] | null,
          conditions: readonly boolean[],
        ) => {
          if (conditions.includes(false)) return 0;
          const window = windowOf(context);
          context.service(MEMORY).keyed.notes?.noteState(identity);
          const who = `${actor.type}/${actor.id}`;
          const time = timeOf(context);
          let most = object === null ? 0 : window.add(definition, who, String(object), time);
          for (const one of objects?.slice(0, OBJECTS_PER_EVENT_MAX) ?? []) {
            most = Math.max(most, window.add(definition, who, one, time));
          }
          return most;
        },
      };
    },
  };
}

function definitionOf(site: CallSite): LayerDefinition {
  const name = constantString(site, 'layer') ?? '';
  const windowSeconds = constantNumber(site, 'window_seconds') ?? 60;
  const keepSeconds = constantNumber(site, 'keep_seconds') ?? 3600;
  if (name === '') site.error('a layer needs a name', argumentSpan(site, 'layer'), 'such as `link` or `hashtag`');
  if (!(windowSeconds > 0)) site.error('invalid window', argumentSpan(site, 'window_seconds'), 'must be more than 0');
  if (!(keepSeconds > 0 && keepSeconds <= KEEP_SECONDS_MAX)) {
    const hint = `must be more than 0 and at most ${KEEP_SECONDS_MAX} seconds`;
    site.error('invalid time to keep', argumentSpan(site, 'keep_seconds'), hint);
  } else if (windowSeconds > keepSeconds) {
    const hint = `shares are kept for ${keepSeconds} seconds`;
    site.error('the window is longer than shares are kept', argumentSpan(site, 'window_seconds'), hint);
  }
  return {
    name,
    windowMillis: windowSeconds * 1000,
    keepMillis: keepSeconds * 1000,
    sharesPerObject: ONLINE_SHARES_PER_OBJECT_MAX,
  };
}

/** Two calls may feed one layer, with one window. */
function reportContradiction(site: CallSite, layers: DeclaredLayers, definition: LayerDefinition): void {
  const known = layers.declare(site, definition);
  if (layerIdentity(known) === layerIdentity(definition)) return;
  site.error(
    `the layer \`${definition.name}\` is declared twice`,
    argumentSpan(site, 'layer'),
    `elsewhere with a window of ${known.windowMillis / 1000} seconds, kept for ${known.keepMillis / 1000}: give it another name`,
  );
}
