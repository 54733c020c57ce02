/** Experiments: a stable, uniform split of entities into buckets, identical to the reference's. */
import { printReference, printStatement } from '../check/reference-print.ts';
import { murmur3 } from '../hash/murmur3.ts';
import { formatFloat } from '../text/python-format.ts';
import { ANY, BOOL, EXPERIMENT, entityOf, FLOAT, INT, listOf, STR } from '../types/types.ts';
import { type EntityValue, ExperimentValue, IntegralFloat, type Value } from '../values/values.ts';
import type { CallSite, FunctionDeclaration } from './declaration.ts';
import { argumentSpan, constantNumber, constantStrings } from './define.ts';

/** Buckets are made of ten thousandths, so sizes have at most two decimals of a percent. */
const UNITS = 10_000;
const SEED = 42;
const MAX_BUCKETS = 10;

const EXAMPLE =
  "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
  "E = Experiment(entity=U, buckets=['control', 't1'], bucket_sizes=[50.0, 50.0], version=1, revision=2)";

function experiment(name: 'Experiment' | 'ExperimentsBucketAssignment'): FunctionDeclaration {
  return {
    name,
    category: 'engine',
    doc: "The entity's bucket in an experiment named after the variable. The same name and entity always get the same bucket.",
    examples: [
      {
        source: EXAMPLE.replace('Experiment(', `${name}(`),
        data: { user: 'bob' },
        features: { U: 'bob', E: ['E', 'bob', 'User', 't1', '1', '1', '2'] },
      },
    ],
    parameters: [
      { name: 'entity', type: entityOf(ANY), doc: 'Whose bucket.' },
      { name: 'buckets', type: listOf(STR), constant: true, doc: 'Names of at most 10 buckets, `control` among them.' },
      { name: 'bucket_sizes', type: listOf(FLOAT), constant: true, doc: 'Percent of entities in each, 2 decimals.' },
      { name: 'version', type: INT, constant: true, doc: 'Exported with the assignment.' },
      { name: 'revision', type: INT, constant: true, doc: 'Exported with the assignment.' },
    ],
    result: EXPERIMENT,
    purity: 'pure',
    cost: 20,
    failure: 'never',
    bind(site: CallSite) {
      const plan = checkExperiment(site);
      return { arguments: ['entity'], call: (_context, entity: EntityValue) => assign(plan, entity) };
    },
  };
}

interface Plan {
  readonly name: string;
  readonly buckets: readonly string[];
  /** Bucket i owns this many units from `i * width` on. */
  readonly sizes: readonly number[];
  readonly width: number;
  readonly version: number;
  readonly revision: number;
}

/** The bucket whose units the entity's hash falls into; '' and -1 outside of all. */
function assign(plan: Plan, entity: EntityValue): ExperimentValue {
  const unit = murmur3(`${plan.name}/${entity.id}`, SEED) % UNITS;
  const index = Math.floor(unit / plan.width);
  const size = plan.sizes[index];
  const inside = size !== undefined && unit < index * plan.width + size;
  const bucket = inside ? (plan.buckets[index] ?? '') : '';
  return new ExperimentValue(plan.name, entity, bucket, inside ? index : -1, plan.version, plan.revision);
}

function checkExperiment(site: CallSite): Plan {
  const buckets = constantStrings(site, 'buckets') ?? [];
  const percents = percentages(site.constants.get('bucket_sizes'));
  const version = constantNumber(site, 'version') ?? 0;
  const revision = constantNumber(site, 'revision') ?? 0;
  const width = Math.floor(UNITS / Math.max(1, buckets.length));
  const sizes = percents.map((percent) => toUnits(percent));
  const plan = { name: site.assignedTo ?? '', buckets, sizes, width, version, revision };

  const refuse = (parameter: string, message: string, hint?: string) =>
    site.error(message, argumentSpan(site, parameter), hint);
  if (site.assignedTo === null) reportUnassigned(site);
  if (version < 0) refuse('version', 'experiment version must be zero or greater');
  if (revision < 0) refuse('revision', 'experiment revision must be zero or greater');
  if (buckets.length > MAX_BUCKETS) {
    refuse('buckets', 'number of experiment buckets must be between 1 and 10 inclusive');
    return plan;
  }
  if (!buckets.includes('control')) refuse('buckets', "'control' must be one of the buckets");
  if (buckets.length !== percents.length) {
    refuse('bucket_sizes', 'buckets and bucket_sizes must have the same number of elements');
    return plan;
  }
  checkSizes(site, percents, sizes, width);
  return plan;
}

function reportUnassigned({ call, statement, error }: CallSite): void {
  const variable = 'SomeVariable';
  const lines = ['assign it to a variable before using it:', `\`${variable} = ${printReference(call)}\``];
  const isBare = statement.kind === 'call-statement' && statement.call === call;
  if (!isBare) lines.push(`\`${printStatement(statement, { node: call, text: variable })}\``);
  error('must assign `Experiment` to a variable', call.span, lines.join('\n'));
}

function checkSizes(site: CallSite, percents: readonly number[], sizes: readonly number[], width: number): void {
  const span = argumentSpan(site, 'bucket_sizes');
  for (const percent of percents) {
    if (decimals(percent) <= 2) continue;
    const lines = [
      'experiment bucket size precision is too high,',
      'the precision can be at most to the hundredth decimal place',
    ];
    site.error(indented(...lines), span);
  }
  for (const size of sizes) {
    if (size <= width) continue;
    site.error(
      indented(
        `${size / 100} is over the`,
        `current max of ${width / 100}.`,
        'Either reduce the bucket size or reduce the number of buckets',
      ),
      span,
      indented(
        'max percentage size of each bucket is 100/(# of buckets) rounded',
        'down to the nearest hundreth decimal place',
      ),
    );
  }
}

/** The reference prints these messages with the indentation of its own source; so do we, byte for byte. */
const indented = (...lines: readonly string[]): string => ['', ...lines, ''].join(`\n${' '.repeat(20)}`);

function percentages(value: Value | undefined): number[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: Value) => (item instanceof IntegralFloat ? item.value : Number(item)));
}

/** Decimal places that `repr` prints, as the reference counts them. */
function decimals(percent: number): number {
  const [digits = '', exponent = '0'] = formatFloat(percent).split('e');
  const places = (digits.split('.')[1] ?? '').replace(/0+$/, '').length;
  return Math.max(0, places - Number(exponent));
}

/** Whole units of a percentage, by its decimal digits rather than its binary value. */
const toUnits = (percent: number): number => Math.trunc(Number(`${percent}e2`)) || 0;

const experimentWhen: FunctionDeclaration = {
  name: 'ExperimentWhen',
  category: 'engine',
  doc: "The conditions of the entity's bucket; those of `control` outside of the experiment. Takes one list per bucket, by its name.",
  examples: [
    {
      source: `${EXAMPLE}\nW = ExperimentWhen(experiment=E, control=[1 == 2], t1=[1 == 1])`,
      data: { user: 'bob' },
      features: { U: 'bob', E: ['E', 'bob', 'User', 't1', '1', '1', '2'], W: [true] },
    },
  ],
  parameters: [{ name: 'experiment', type: EXPERIMENT, doc: 'The name of a variable assigned to `Experiment(…)`.' }],
  extraParameters: listOf(BOOL),
  result: listOf(BOOL),
  purity: 'pure',
  cost: 5,
  bind(site: CallSite) {
    const buckets = site.call.arguments.map((argument) => argument.name).filter((name) => name !== 'experiment');
    return {
      arguments: ['experiment', ...buckets],
      call: (context, assigned: ExperimentValue, ...lists: readonly boolean[][]) => {
        const bucket = assigned.bucket === '' ? 'control' : assigned.bucket;
        return lists[buckets.indexOf(bucket)] ?? context.fail('KeyError', `'${bucket}'`);
      },
    };
  },
};

export const experimentFunctions = (): FunctionDeclaration[] => [
  experiment('Experiment'),
  experiment('ExperimentsBucketAssignment'),
  experimentWhen,
];
