/**
 * Warnings about what the reference accepts and then does to its authors (sml.md §8.5): the code means something other than it says.
 * `compat` keeps the meaning and warns; `strict` refuses.
 */
import type { Call, Expression, Name } from '../ast/nodes.ts';
import type { RulesetConfig } from '../config/config.ts';
import { labelsOf } from '../config/validate.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Definition } from '../program/program.ts';
import { withoutNone } from '../types/compatibility.ts';
import type { SmlType } from '../types/types.ts';
import type { BoundSite } from './calls.ts';
import { type EntityTypes, labelProblems } from './entities.ts';
import { FailureAnalysis } from './failure.ts';
import { Report } from './report.ts';
import { showsSecret } from './secrets.ts';
import { definitionKey } from './walk.ts';

export interface QuirkContext {
  readonly calls: ReadonlyMap<Call, BoundSite>;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly config: RulesetConfig;
  readonly entities: EntityTypes;
  typeOf(expression: Expression): SmlType;
}

/** Codes of these warnings; `lint/docs.ts` explains each. */
const QUIRK = {
  description: 'SML101',
  whenRulesName: 'SML102',
  secretArithmetic: 'SML103',
  resolvedEntity: 'SML104',
  setOrder: 'SML105',
  ipv6Mask: 'SML106',
  timeOffset: 'SML107',
  assignedEffect: 'SML108',
  uncheckedLabel: 'SML109',
} as const;

export function findQuirks(context: QuirkContext): Report {
  const report = new Report();
  const failure = new FailureAnalysis(context);
  for (const site of context.calls.values()) checkCall(site, context, failure, report);
  leakedSecrets(context, report);
  for (const { type, span, name } of context.definitions.values()) {
    if (type.kind !== 'effect') continue;
    report.warning(
      QUIRK.assignedEffect,
      'an effect is stored in a variable',
      span,
      `the reference tries to export \`${name}\` and loses the event's output; write the call inside \`then=[...]\``,
    );
  }
  return report;
}

const definitionOf = (context: QuirkContext, name: Name): Definition | undefined =>
  context.definitions.get(definitionKey(name.span.source.path, name.name));

const argumentOf = (call: Call, name: string): Expression | undefined =>
  call.arguments.find((argument) => argument.name === name)?.value;

function checkCall(site: BoundSite, context: QuirkContext, failure: FailureAnalysis, report: Report): void {
  const { call } = site.place;
  switch (site.declaration.name) {
    case ENGINE.rule:
      silentDescription(call, failure, report);
      return;
    case ENGINE.whenRules:
      for (const parameter of ['rules_any', 'then']) {
        const list = argumentOf(call, parameter);
        if (list === undefined || list.kind === 'list') continue;
        report.warning(
          QUIRK.whenRulesName,
          `\`${parameter}\` of \`WhenRules\` is not a list written out here`,
          list.span,
          `in the reference this fails for every event, and no effect fires; write \`${parameter}=[...]\``,
        );
      }
      return;
    case 'ResolveOptional':
      resolvedEntity(call, context, report);
      return;
    case 'ListRead':
      setOrder(call, context, report);
      return;
    case 'IpNetwork':
      ipv6Mask(call, report);
      return;
    case 'TimeSince':
      report.warning(
        QUIRK.timeOffset,
        "the timestamp's offset from UTC is not taken into account",
        call.span,
        '`12:00+05:00` counts as `12:00Z`; safe only where all timestamps are in UTC',
      );
      return;
    case 'LabelAdd':
    case 'LabelRemove': {
      const entity = argumentOf(call, 'entity');
      if (entity === undefined || entity.kind === 'name') return;
      for (const problem of labelProblems(site, entity, labelsOf(context.config), context.entities, context.config)) {
        report.warning(QUIRK.uncheckedLabel, problem.message, problem.span, problem.hint);
      }
    }
  }
}

function silentDescription(call: Call, failure: FailureAnalysis, report: Report): void {
  const description = argumentOf(call, 'description');
  const conditions = argumentOf(call, 'when_all');
  if (description?.kind !== 'format-string' || conditions === undefined) return;
  const needed = failure.strictlyNeeds(conditions);
  if (needed === null) return;
  const reported = new Set<string>();
  for (const part of description.parts) {
    if (typeof part === 'string' || reported.has(part.name)) continue;
    // Where the conditions fail for the same cause, the description changes nothing.
    if (failure.failureSources(part).every((source) => needed.has(source))) continue;
    reported.add(part.name);
    report.warning(
      QUIRK.description,
      `this rule cannot fire when \`${part.name}\` is missing`,
      part.span,
      `\`${part.name}\` is only in the description, but if it fails the whole rule fails; give it a default, or make a condition depend on it`,
    );
  }
}

function ipv6Mask(call: Call, report: Report): void {
  const ip = argumentOf(call, 'ip');
  if (ip?.kind === 'string' && !ip.value.includes(':')) return;
  report.warning(
    QUIRK.ipv6Mask,
    'no network is taken of an IPv6 address',
    call.span,
    '`IpNetwork` returns it as it is; only IPv4 addresses are cut to their network',
  );
}

function resolvedEntity(call: Call, context: QuirkContext, report: Report): void {
  const value = argumentOf(call, 'optional_value');
  if (value === undefined) return;
  const type = context.typeOf(value);
  if ((withoutNone(type) ?? type).kind !== 'entity') return;
  report.warning(
    QUIRK.resolvedEntity,
    'an entity is resolved as if it were its id',
    value.span,
    'the result has the type of the id, but an f-string then prints `Type/id`; use the entity itself',
  );
}

function setOrder(call: Call, context: QuirkContext, report: Report): void {
  const list = argumentOf(call, 'list');
  const value = list?.kind === 'name' ? definitionOf(context, list)?.statement.value : list;
  if (list === undefined || value?.kind !== 'call' || value.function.kind !== 'name') return;
  if (value.function.name !== 'StringExtractURLs' && value.function.name !== 'StringExtractDomains') return;
  report.warning(
    QUIRK.setOrder,
    `\`${value.function.name}\` returns its items in no particular order`,
    list.span,
    'in the reference the order changes from run to run; here it is the order in the text',
  );
}

/** Follows secrets through arithmetic, which the type check does not. */
function leakedSecrets(context: QuirkContext, report: Report): void {
  const tainted = new Set<string>();
  for (const [key, { statement, path, extracted, secret, span, name }] of context.definitions) {
    const mayLeave = (used: string): boolean => {
      const usedKey = definitionKey(path, used);
      return !tainted.has(usedKey) && context.definitions.get(usedKey)?.secret !== true;
    };
    if (secret || !showsSecret(statement.value, mayLeave)) continue;
    if (statement.annotation?.kind === 'annotation-generic' && statement.annotation.name === 'ExtractSecret') continue;
    tainted.add(key);
    if (!extracted) continue;
    report.warning(
      QUIRK.secretArithmetic,
      `\`${name}\` exports a secret`,
      span,
      `arithmetic does not keep a secret; mark the result: \`${name}: Secret[...] = ...\`, or \`ExtractSecret[...]\` where it may be seen`,
    );
  }
}
