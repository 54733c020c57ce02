/** What rules ask of the network that `CoAction` makes. */
import { MEMORY } from '@lapwing/memory';
import { define, incrementWindow, readWindow } from '@lapwing/memory/keyed';
import {
  ANY,
  argumentSpan,
  BOOL,
  type CallSite,
  constantNumber,
  constantStrings,
  type EntityValue,
  type EvaluationContext,
  entityOf,
  FAILED,
  type Failed,
  FLOAT,
  type FunctionDeclaration,
  INT,
  IntegralFloat,
  listOf,
  makeFloat,
  type Outcome,
  type Parameter,
  type SmlType,
  STR,
} from '@lapwing/sml';
import {
  type CoactionWindow,
  clusterMembers,
  clusterObjects,
  clusterSize,
  coordinationChance,
  coordinationScore,
  layerIdentity,
  type NetworkView,
  ONLINE_CLUSTER_MAX,
} from '../core/online/index.ts';
import type { DeclaredLayers } from './declared-layers.ts';
import { MEMBERS_COMPARED_MAX, MEMBERS_NAMED_MAX } from './limits.ts';
import { timeOf, windowOf } from './state.ts';

const ENTITY: Parameter = { name: 'entity', type: entityOf(ANY), doc: 'The actor.' };
const LAYERS: Parameter = {
  name: 'layers',
  type: listOf(STR),
  constant: true,
  default: [],
  doc: 'Layers that count, together; all that the ruleset declares when absent.',
};
const MIN_REPETITION: Parameter = {
  name: 'min_repetition',
  type: INT,
  constant: true,
  default: 2,
  doc: 'Objects that two have to have shared together to be joined.',
};
const WHEN: Parameter = {
  name: 'when_all',
  type: listOf(BOOL),
  default: [],
  doc: 'The call is made only when all of these hold; otherwise the result is that of nothing.',
};
const limit = (value: number, doc: string): Parameter => ({
  name: 'limit',
  type: INT,
  constant: true,
  default: value,
  doc,
});

const ORDER =
  'It counts what `CoAction` has noted before in the same event: declare shares in the models, and ask in the rules that import them.';
const ALONE =
  "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
  "N = CoAction(layer='link', actor=U, object='https://example.org/a')\n";

export function questionFunctions(layers: DeclaredLayers): readonly FunctionDeclaration[] {
  return [
    question(layers, {
      name: 'CoordinationScore',
      doc:
        'How alike the objects of an actor are to those of the partner that it is most alike: objects that both shared within the window ' +
        'of each other, over the square root of the product of what each shared, plus 2. From 0 towards 1: two who shared the same 8 ' +
        'things together have 0.8, two who have one thing of one in common 0.33, and somebody who shares everything is alike nobody. Only ' +
        `partners with \`min_repetition\` joint objects count.\n\n${ORDER}`,
      result: FLOAT,
      cost: 2_000,
      nothing: makeFloat(0),
      answer: (window, view, actor) => makeFloat(coordinationScore(window, view, actor)),
    }),
    question(layers, {
      name: 'CoordinationChance',
      doc:
        'How probable it is that chance alone joins any two actors as closely as this one and one of its partners: small is suspicious. ' +
        'Chance deals the shares of an hour anew among those who made them, so what is popular, and who is busy, is no evidence; the ' +
        `number of pairs of actors is allowed for (Bonferroni). 1 for an actor without partners.\n\n${ORDER}`,
      result: FLOAT,
      cost: 5_000,
      nothing: makeFloat(1),
      answer: (window, view, actor) => makeFloat(coordinationChance(window, view, actor)),
    }),
    question(layers, {
      name: 'ClusterSize',
      doc:
        'How many actors are joined with this one, directly or through others, itself included: exact to ' +
        `${ONLINE_CLUSTER_MAX.toLocaleString('en')}. 0 where nobody acts together with it.\n\n${ORDER}`,
      result: INT,
      cost: 500,
      nothing: 0,
      answer: clusterSize,
    }),
    question(layers, {
      name: 'ClusterMembers',
      doc: `The members of the actor's cluster as \`Type/id\`, those joined to most others first.\n\n${ORDER}`,
      result: listOf(STR),
      cost: 5_000,
      nothing: [],
      limit: limit(50, `At most so many, up to ${MEMBERS_NAMED_MAX}; of a larger cluster those nearest to the actor.`),
      answer: (window, view, actor, most) => [...clusterMembers(window, view, actor, most)],
    }),
    question(layers, {
      name: 'ClusterObjects',
      doc: `What members of the actor's cluster shared, as \`layer:object\`, by how many of them did; at least two.\n\n${ORDER}`,
      result: listOf(STR),
      cost: 10_000,
      nothing: [],
      limit: limit(10, 'At most so many.'),
      answer: (window, view, actor, most) =>
        clusterObjects(window, view, actor, MEMBERS_NAMED_MAX)
          .slice(0, most)
          .map(({ layer, object }) => `${layer}:${object}`),
    }),
    clusterFormed(layers),
  ];
}

interface Question {
  readonly name: string;
  readonly doc: string;
  readonly result: SmlType;
  readonly cost: number;
  /** The answer for an actor without a cluster, which the example gets too. */
  readonly nothing: Exclude<Outcome, Failed>;
  readonly limit?: Parameter;
  readonly answer: (window: CoactionWindow, view: NetworkView, actor: string, limit: number) => Outcome;
}

function question(layers: DeclaredLayers, asked: Question): FunctionDeclaration {
  const { name, doc, result, cost, nothing, answer } = asked;
  const exported = nothing instanceof IntegralFloat ? nothing.value : nothing;
  return {
    name,
    category: 'Networks',
    doc,
    examples: [
      { source: `${ALONE}A = ${name}(entity=U)`, data: { user: 'bob' }, features: { U: 'bob', N: 0, A: exported } },
    ],
    parameters: [ENTITY, LAYERS, MIN_REPETITION, ...(asked.limit === undefined ? [] : [asked.limit]), WHEN],
    result,
    purity: 'memory',
    cost,
    bind(site) {
      const viewOf = viewSource(layers, site);
      const most = asked.limit === undefined ? 0 : limitOf(site);
      return {
        arguments: ['entity', 'when_all'],
        call: (context: EvaluationContext, entity: EntityValue, conditions: readonly boolean[]) => {
          if (conditions.includes(false)) return nothing;
          const view = viewOf(context);
          return view === FAILED ? FAILED : answer(windowOf(context), view, `${entity.type}/${entity.id}`, most);
        },
      };
    },
  };
}

function clusterFormed(layers: DeclaredLayers): FunctionDeclaration {
  return {
    name: 'ClusterFormed',
    category: 'Networks',
    doc:
      "Whether the actor's cluster has reached a size, once for each cluster: True for the event that made it so large, and again only when " +
      `at least half of its members were in none that was told of within \`quiet_seconds\`. A rule that asks it raises one alert for a ` +
      `burst, and another when the burst has doubled.\n\n${ORDER}`,
    examples: [
      {
        source: `${ALONE}A = ClusterFormed(entity=U, min_size=5)`,
        data: { user: 'bob' },
        features: { U: 'bob', N: 0, A: false },
      },
    ],
    parameters: [
      ENTITY,
      { name: 'min_size', type: INT, constant: true, doc: 'Members from which on it is told of; at least 2.' },
      LAYERS,
      MIN_REPETITION,
      {
        name: 'quiet_seconds',
        type: FLOAT,
        constant: true,
        default: new IntegralFloat(86_400),
        doc: 'How long a member counts as told of. In seconds of event time.',
      },
      WHEN,
    ],
    result: BOOL,
    purity: 'memory',
    cost: 2_000,
    bind(site) {
      const viewOf = viewSource(layers, site);
      const minSize = constantNumber(site, 'min_size') ?? 2;
      const quietSeconds = constantNumber(site, 'quiet_seconds') ?? 86_400;
      if (minSize < 2) site.error('invalid size', argumentSpan(site, 'min_size'), 'must be 2 or more');
      if (!(quietSeconds > 0)) site.error('invalid time', argumentSpan(site, 'quiet_seconds'), 'must be more than 0');
      const told = define('cluster-told', { minSize, quietMillis: quietSeconds * 1000 });
      const mark = define('cluster-mark', { windowMillis: quietSeconds * 1000 });
      return {
        arguments: ['entity', 'when_all'],
        call: (context: EvaluationContext, entity: EntityValue, conditions: readonly boolean[]) => {
          if (conditions.includes(false)) return false;
          const view = viewOf(context);
          if (view === FAILED) return FAILED;
          const { keyed } = context.service(MEMORY);
          const actor = `${entity.type}/${entity.id}`;
          const scope = `${view.minRepetition} ${view.layers.map(layerIdentity).join(' ')}`;
          // The same question by the same event has the same answer, though the members count as told of by now.
          keyed.hash(told, `${scope} ${actor}`);
          const earlier = keyed.repeated();
          if (earlier !== undefined) return earlier === 1;
          const window = windowOf(context);
          let forms = 0;
          if (clusterSize(window, view, actor) >= minSize) {
            const time = timeOf(context);
            const members = clusterMembers(window, view, actor, MEMBERS_COMPARED_MAX);
            const keyOf = (member: string) => `${minSize} ${scope} ${member}`;
            const fresh = members.filter((member) => readWindow(keyed, mark, keyOf(member), time) === 0);
            if (fresh.length * 2 >= members.length) {
              forms = 1;
              for (const member of fresh) incrementWindow(keyed, mark, keyOf(member), time);
            }
          }
          keyed.hash(told, `${scope} ${actor}`);
          return keyed.answer(forms) === 1;
        },
      };
    },
  };
}

/** What a call site asks of, known when all sites of its ruleset have been bound. */
function viewSource(layers: DeclaredLayers, site: CallSite): (context: EvaluationContext) => NetworkView | Failed {
  const names = constantStrings(site, 'layers') ?? [];
  const minRepetition = constantNumber(site, 'min_repetition') ?? 2;
  if (minRepetition < 1) site.error('invalid repetition', argumentSpan(site, 'min_repetition'), 'must be 1 or more');
  const { check } = site;
  let view: NetworkView | null = null;
  return (context) => {
    if (view !== null) return view;
    const chosen = layers.chosen(check, names);
    if (typeof chosen === 'string') {
      return context.fail('KeyError', `no CoAction of these rules declares the layer \`${chosen}\``);
    }
    view = { layers: chosen, minRepetition };
    return view;
  };
}

function limitOf(site: CallSite): number {
  const value = constantNumber(site, 'limit') ?? 0;
  if (value >= 1 && value <= MEMBERS_NAMED_MAX) return value;
  site.error('invalid limit', argumentSpan(site, 'limit'), `must be 1 to ${MEMBERS_NAMED_MAX}`);
  return 1;
}
