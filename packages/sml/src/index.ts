export type * from './ast/nodes.ts';
export type * from './ast/span.ts';
export { type CheckOptions, type CheckResult, checkRuleset } from './check/check.ts';
export type { Dialect } from './check/dialect.ts';
export { checkQuery, type QueryResult, type TypedQuery } from './check/query.ts';
export type { QueryFeature, QueryNames } from './check/query-names.ts';
export { observationVersions } from './compile/observation-versions.ts';
export { type CompiledQuery, compileQuery, type QueryRow } from './compile/query.ts';
export { type CompileOptions, compileRuleset } from './compile/ruleset.ts';
export type { RulesetConfig } from './config/config.ts';
export { type LabelConfig, labelsOf } from './config/validate.ts';
export type * from './diagnostics/diagnostic.ts';
export { applyEdits, applyFixes } from './diagnostics/fix.ts';
export { compareDiagnostics, renderDiagnostic, renderDiagnostics } from './diagnostics/render.ts';
export { type ExportOptions, exportEffects, exportFeatures } from './evaluate/export.ts';
export { observationsFromJson, observationsToJson } from './evaluate/observations.ts';
export * from './evaluate/ruleset.ts';
export { type ConditionNode, type ExplainOptions, explainEvent, type RuleExplanation } from './explain/explain.ts';
export * from './functions/declaration.ts';
export {
  argumentSpan,
  constantBool,
  constantNumber,
  constantString,
  constantStrings,
  type SimpleFunction,
  simpleFunction,
} from './functions/define.ts';
export { ENGINE, engineFunctions } from './functions/engine.ts';
export { jsonFunctions } from './functions/json-data.ts';
export { queryFunctions } from './functions/query.ts';
export * from './functions/registry.ts';
export * from './functions/services.ts';
export * from './functions/standard.ts';
export { murmur3 } from './hash/murmur3.ts';
export { JsonError } from './json/error.ts';
export { isJsonObject, parseJson, parseJsonBytes, parseJsonValue } from './json/parse.ts';
export { stringifyJson } from './json/stringify.ts';
export { type DiagnosticDoc, diagnosticDocs } from './lint/docs.ts';
export { type LintOptions, lintProgram } from './lint/lint.ts';
export { parseIpv4, parseIpv6 } from './net/ip.ts';
export { type SplitUrl, splitUrl } from './net/urls.ts';
export { parseExpression, parseModule } from './parse/parse.ts';
export { formatModule, formatSource } from './print/format.ts';
export { ruleOwner } from './program/owner.ts';
export type * from './program/program.ts';
export { compilePattern, type Pattern, type PatternResult } from './regex/pattern.ts';
export {
  compileRules,
  type Rules,
  type RulesDecision,
  type RulesEvent,
  RulesetError,
  type RulesOptions,
} from './simple/rules.ts';
export { ENTRY_POINT, type RulesetSources, rulesetSources } from './sources/sources.ts';
export { AhoCorasick, type AhoCorasickOptions, type WordMatch } from './text/aho-corasick.ts';
export { isWordBoundary } from './text/boundary.ts';
export { foldText } from './text/fold.ts';
export { lookAlikes } from './text/look-alikes.ts';
export { splitWhitespace } from './text/python-string.ts';
export { WHITESPACE } from './text/whitespace.ts';
export { admitsNone, unwrapType } from './types/compatibility.ts';
export { displayType } from './types/display.ts';
export * from './types/types.ts';
export { pythonRepr, pythonStr } from './values/format.ts';
export { makeFloat } from './values/numbers.ts';
export * from './values/values.ts';
