/** Which features are entities, of which type; which labels may be put on them; which experiments' buckets are given. */
import type { Call, Expression } from '../ast/nodes.ts';
import type { RulesetConfig } from '../config/config.ts';
import { labelsOf } from '../config/validate.ts';
import { closestString } from '../text/closest.ts';
import type { BoundSite } from './calls.ts';
import type { GlobalIndex } from './names.ts';
import { alongside, Report } from './report.ts';
import type { FileIndex } from './walk.ts';

/** The functions that put labels on entities. */
const LABEL_FUNCTIONS: ReadonlySet<string> = new Set(['LabelAdd', 'LabelRemove']);
const EXPERIMENT_FUNCTIONS: ReadonlySet<string> = new Set(['Experiment', 'ExperimentsBucketAssignment']);

/** The entity type that a call makes, from its constant `type`; null for any other call. */
function entityTypeOf(site: BoundSite | undefined): string | null {
  if (site === undefined) return null;
  const result = site.declaration.result;
  const type = site.constants.get('type');
  return result !== 'dynamic' && result.kind === 'entity' && typeof type === 'string' ? type : null;
}

/** Entity types by feature name, following names that stand for other names. */
export class EntityTypes {
  private readonly calls: ReadonlyMap<Call, BoundSite>;
  private readonly globals: GlobalIndex;
  constructor(calls: ReadonlyMap<Call, BoundSite>, globals: GlobalIndex) {
    this.calls = calls;
    this.globals = globals;
  }

  of(expression: Expression): string | null {
    const seen = new Set<Expression>();
    let node: Expression | undefined = expression;
    while (node !== undefined && !seen.has(node)) {
      seen.add(node);
      if (node.kind === 'call') return entityTypeOf(this.calls.get(node));
      node = node.kind === 'name' ? this.globals.get(node.name)?.statement.value : undefined;
    }
    return null;
  }
}

/** Labels that exist and suit their entity. An entity that is not a plain name is not checked, as in the reference. */
export function validateLabels(
  calls: ReadonlyMap<Call, BoundSite>,
  entities: EntityTypes,
  config: RulesetConfig,
): Report {
  const report = new Report();
  const labels = labelsOf(config);
  for (const [call, site] of calls) {
    if (!LABEL_FUNCTIONS.has(site.declaration.name)) continue;
    const entity = call.arguments.find((argument) => argument.name === 'entity')?.value;
    if (entity?.kind !== 'name') continue;
    for (const problem of labelProblems(site, entity, labels, entities, config)) {
      report.error(problem.message, problem.span, problem.hint, problem.additional);
    }
  }
  return report;
}

type LabelProblem = {
  message: string;
  span: Expression['span'];
  hint: string;
  additional: ReturnType<typeof alongside>;
};

/** What is wrong with one label on one entity: at most one thing. */
export function labelProblems(
  site: BoundSite,
  entity: Expression,
  labels: ReturnType<typeof labelsOf>,
  entities: EntityTypes,
  config: RulesetConfig,
): LabelProblem[] {
  const label = site.constants.get('label');
  const argument = site.literals.get('label');
  if (typeof label !== 'string' || argument === undefined) return [];
  const known = labels.get(label);
  if (known === undefined) {
    const similar = closestString(label, labels.keys());
    const suggestion = similar === undefined ? '' : `, did you mean \`${similar}\`?`;
    return [
      {
        message: 'unknown label',
        span: argument.span,
        hint: `there is no \`${label}\` label in the config${suggestion}`,
        additional: alongside({ span: config.spanOf(['labels'], true), hint: 'add the label to the config here' }),
      },
    ];
  }
  const type = entities.of(entity);
  if (type === null || known.validFor.includes(type)) return [];
  const valid = known.validFor.map((option) => `\`${option}\``).join(', ');
  return [
    {
      message: 'label is not valid for this entity type',
      span: entity.span,
      hint: `entity has type \`${type}\`, this label is valid for ${valid}`,
      additional: alongside({
        span: config.spanOf(['labels', label, 'valid_for'], false),
        hint: 'valid types for this label are set here',
      }),
    },
  ];
}

/** `ExperimentWhen` has one list per bucket of its experiment. Runs with the checks of calls: its errors are theirs. */
export function validateExperiments(
  files: readonly FileIndex[],
  calls: ReadonlyMap<Call, BoundSite>,
  report: Report,
): void {
  const experiments = new Map<string, BoundSite>();
  for (const site of calls.values()) {
    const { statement, position } = site.place;
    if (EXPERIMENT_FUNCTIONS.has(site.declaration.name) && position === 'assigned' && statement.kind === 'assign') {
      experiments.set(statement.target.name, site);
    }
  }
  for (const file of files) {
    for (const { call } of file.calls) {
      const site = calls.get(call);
      if (site?.declaration.name === 'ExperimentWhen') checkBuckets(call, experiments, report);
    }
  }
}

function checkBuckets(call: Call, experiments: ReadonlyMap<string, BoundSite>, report: Report): void {
  const argument = call.arguments.find((candidate) => candidate.name === 'experiment')?.value;
  if (argument === undefined) return;
  if (argument.kind !== 'name') {
    report.error(
      '`experiment` must be the name of a variable',
      argument.span,
      'assign the experiment to a variable, and pass its name',
    );
    return;
  }
  const experiment = experiments.get(argument.name);
  if (experiment === undefined) {
    report.error(`experiment '${argument.name}' not defined`, argument.span);
    return;
  }
  const buckets = experiment.constants.get('buckets');
  const expected = new Set(Array.isArray(buckets) ? buckets.filter((bucket) => typeof bucket === 'string') : []);
  const list = experiment.place.call.arguments.find((candidate) => candidate.name === 'buckets')?.value.span;
  const where = list === undefined ? undefined : alongside({ span: list });
  const given = new Map(
    call.arguments.filter(({ name }) => name !== 'experiment').map(({ name, span }) => [name, span]),
  );
  for (const bucket of expected) {
    if (given.has(bucket)) continue;
    report.error(`missing bucket '${bucket}' required from experiment '${argument.name}'`, call.span, undefined, where);
  }
  for (const [bucket, span] of given) {
    if (expected.has(bucket)) continue;
    report.error(
      `unexpected bucket '${bucket}', this bucket must match a bucket defined in experiment '${argument.name}'`,
      span,
      undefined,
      where,
    );
  }
}
